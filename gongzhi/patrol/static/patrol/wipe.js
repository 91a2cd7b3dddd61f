// Who holds no post any more carries nothing.
"use strict";
indexedDB.deleteDatabase("gongzhi-field");
