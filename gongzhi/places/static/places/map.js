// Maps of outlines without tiles: draws GeoJSON, lets a person pick a point, by pointer, keyboard or device.
(function () {
  "use strict";
  function start(box) {
    if (box.dataset.started) return;
    box.dataset.started = "1";
    var data = box.dataset;
    var frame = box.querySelector(".pl-map");
    var status = box.querySelector(".pl-map-status");
    if (!window.L) { status.textContent = data.textNoMap; return; }
    frame.hidden = false;
    var lonInput = data.pickLon && document.getElementById(data.pickLon);
    var latInput = data.pickLat && document.getElementById(data.pickLat);
    var picking = Boolean(lonInput && latInput);
    var map = L.map(frame, { attributionControl: false, minZoom: 8, maxZoom: 19, zoomSnap: 0.25, scrollWheelZoom: false });
    map.setView([26.57, 106.7], 14);
    var mark = null;

    function show(lon, lat) {
      if (mark) mark.setLatLng([lat, lon]);
      else mark = L.circleMarker([lat, lon], { radius: 9, color: "#fff", weight: 3, fillColor: "#b71c1c", fillOpacity: 1 }).addTo(map);
    }
    function choose(lon, lat) {
      lon = Math.round(lon * 1e6) / 1e6; lat = Math.round(lat * 1e6) / 1e6;
      show(lon, lat);
      lonInput.value = lon; latInput.value = lat;
      lonInput.dispatchEvent(new Event("change", { bubbles: true }));
      var words = data.textChosen + " " + lat + ", " + lon;
      status.textContent = words;
      fetch(data.at + "?lon=" + lon + "&lat=" + lat).then(function (r) { return r.ok ? r.json() : null; }).then(function (at) {
        if (at && at.names.length) status.textContent = data.textChosen + " " + at.names.slice(-3).join(" ");
      }).catch(function () {});
    }
    var lon = parseFloat((lonInput && lonInput.value) || data.lon), lat = parseFloat((latInput && latInput.value) || data.lat);
    var placed = isFinite(lon) && isFinite(lat);
    if (placed) { show(lon, lat); map.setView([lat, lon], 16); }
    if (data.outline) {
      fetch(data.outline).then(function (r) { if (!r.ok) throw new Error(r.status); return r.json(); }).then(function (shapes) {
        var layer = L.geoJSON(shapes, {
          style: { color: "#0b5cad", weight: 2, fillOpacity: 0.08 },
          onEachFeature: function (feature, one) {
            var text = document.createElement("span");
            text.textContent = feature.properties.name;
            one.bindTooltip(text, { permanent: shapes.features.length < 60, direction: "center", className: "pl-label" });
          }
        }).addTo(map);
        var bounds = layer.getBounds();
        if (bounds.isValid() && !placed) map.fitBounds(bounds, { animate: false });
      }).catch(function () { status.textContent = data.textNoMap; });
    }
    if (data.marks) {
      fetch(data.marks).then(function (r) { return r.ok ? r.json() : null; }).then(function (points) {
        if (!points) return;
        L.geoJSON(points, {
          pointToLayer: function (feature, at) {
            return L.circleMarker(at, { radius: 4, color: "#5c6773", weight: 1, fillColor: "#fff", fillOpacity: 1 });
          },
          onEachFeature: function (feature, one) {
            var text = document.createElement("span");
            text.textContent = feature.properties.name;
            one.bindTooltip(text, { direction: "top", className: "pl-label" });
            if (picking) one.on("click", function (event) {
              L.DomEvent.stopPropagation(event);
              choose(feature.geometry.coordinates[0], feature.geometry.coordinates[1]);
            });
          }
        }).addTo(map);
      }).catch(function () {});
    }
    if (!picking) return;
    frame.classList.add("pl-pick");
    map.on("click", function (event) { choose(event.latlng.lng, event.latlng.lat); });
    frame.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        var middle = map.getCenter();
        choose(middle.lng, middle.lat);
      }
    });
    var button = box.querySelector("[data-map-position]");
    if (button && navigator.geolocation) {
      button.hidden = false;
      button.addEventListener("click", function () {
        navigator.geolocation.getCurrentPosition(function (found) {
          map.setView([found.coords.latitude, found.coords.longitude], 17);
          choose(found.coords.longitude, found.coords.latitude);
        }, function () { status.textContent = data.textNoPosition; }, { enableHighAccuracy: true, timeout: 10000 });
      });
    }
  }
  function all(root) { root.querySelectorAll("[data-places-map]").forEach(start); }
  all(document);
  document.addEventListener("htmx:load", function (event) { all(event.target); });
})();
