"""What is said about boxes for papers."""

WHERE = "服务大厅门口"
DENIED = "开箱时我不在场，登记选错了人"
BLANK = "白纸一张，没有字"
