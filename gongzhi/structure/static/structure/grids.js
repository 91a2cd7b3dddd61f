// The map of a community's grids: colours with line styles and words; drawing of an outline or a cutting line.
(function () {
  "use strict";
  var STYLES = {
    green: { color: "#14663f", weight: 2, fillColor: "#14663f", fillOpacity: 0.08 },
    yellow: { color: "#795000", weight: 2, dashArray: "6 4", fillColor: "#e0b000", fillOpacity: 0.22 },
    red: { color: "#a8201a", weight: 4, fillColor: "#a8201a", fillOpacity: 0.2 }
  };
  var OTHERS = {
    whole: { color: "#1b232c", weight: 3, fill: false },
    blank: { color: "#1b232c", weight: 2, dashArray: "2 5", fillColor: "#ffffff", fillOpacity: 0.7 },
    overlap: { color: "#b71c1c", weight: 1, fillColor: "#b71c1c", fillOpacity: 0.55 }
  };
  function span(text) { var node = document.createElement("span"); node.textContent = text; return node; }

  function draw(box, map, frame, status, current) {
    var data = box.dataset, input = document.getElementById(data.target);
    if (!input) return;
    var polygon = data.draws === "polygon", points = [], marks = [], shape = null;
    var tools = box.querySelector(".st-map-tools");
    frame.classList.add("st-drawing");
    tools.hidden = false;
    function button(text, act) {
      var node = document.createElement("button");
      node.type = "button"; node.className = "k-button k-button-second"; node.textContent = text;
      node.addEventListener("click", act); tools.appendChild(node);
    }
    function show() {
      marks.forEach(function (m) { map.removeLayer(m); });
      if (shape) map.removeLayer(shape);
      shape = polygon && points.length > 2 ? L.polygon(points, { color: "#0b5cad", weight: 3, fillOpacity: 0.15, interactive: false })
        : L.polyline(points, { color: "#0b5cad", weight: 3, interactive: false });
      shape.addTo(map);
      marks = points.map(function (point, i) {
        var mark = L.marker(point, { draggable: true, icon: L.divIcon({ className: "st-corner", iconSize: [16, 16], html: "" }), keyboard: false });
        var dot = L.circleMarker(point, { radius: 7, color: "#0b5cad", weight: 3, fillColor: "#fff", fillOpacity: 1, interactive: false });
        mark.on("drag", function (e) { dot.setLatLng(e.target.getLatLng()); });
        mark.on("dragend", function (e) { points[i] = e.target.getLatLng(); write(); });
        return L.layerGroup([dot, mark]).addTo(map);
      });
    }
    function write() {
      show();
      input.value = points.map(function (p) { return p.lng.toFixed(6) + ", " + p.lat.toFixed(6); }).join("\n");
      status.textContent = data.textPoints + " " + points.length;
    }
    function read() {
      if (input.value.trim().charAt(0) === "{") { points = []; show(); return; }
      points = input.value.split("\n").map(function (line) {
        var n = (line.match(/-?\d+(\.\d+)?/g) || []).map(Number);
        return n.length === 2 ? L.latLng(n[1], n[0]) : null;
      }).filter(Boolean);
      show();
    }
    function add(at) { points.push(at); write(); }
    map.on("click", function (e) { add(e.latlng); });
    frame.addEventListener("keydown", function (e) {
      if (e.key === "Enter") { e.preventDefault(); add(map.getCenter()); }
    });
    input.addEventListener("change", read);
    button(data.textUndo, function () { points.pop(); write(); });
    button(data.textClear, function () { points = []; write(); });
    status.textContent = data.textDraw;
    read();
    if (points.length > 1) map.fitBounds(L.latLngBounds(points).pad(0.3), { animate: false });
    else if (current) map.fitBounds(current.getBounds().pad(0.2), { animate: false });
  }

  function start(box) {
    if (box.dataset.started) return;
    box.dataset.started = "1";
    var data = box.dataset, frame = box.querySelector(".st-map"), status = box.querySelector(".st-map-status");
    if (!window.L) { status.textContent = data.textNoMap; return; }
    fetch(data.gridMap).then(function (r) { if (!r.ok) throw new Error(r.status); return r.json(); }).then(function (found) {
      frame.hidden = false;
      box.querySelector(".st-legend").hidden = false;
      var map = L.map(frame, { attributionControl: false, minZoom: 8, maxZoom: 20, zoomSnap: 0.25, scrollWheelZoom: false });
      map.setView([26.57, 106.7], 14);
      var current = null, grids = found.features.filter(function (f) { return f.properties.what === "grid"; }).length;
      var drawing = Boolean(data.draws);
      var finest = Math.max.apply(null, found.features.map(function (f) { return f.properties.level || 0; }));
      var layer = L.geoJSON(found, {
        interactive: !drawing,
        style: function (f) {
          var p = f.properties, style = OTHERS[p.what] || STYLES[p.colour] || STYLES.green;
          if (p.what === "grid" && p.level < finest) style = Object.assign({}, style, { weight: 4, fill: false });
          if (p.what === "grid" && data.current && p.id === data.current) return Object.assign({}, style, { weight: 5 });
          return style;
        },
        pointToLayer: function (f, at) {
          return L.circleMarker(at, { radius: 3, color: "#5c6773", weight: 1, fillColor: "#fff", fillOpacity: 1, interactive: !drawing });
        },
        onEachFeature: function (f, one) {
          var p = f.properties;
          if (p.what === "grid" && p.id === data.current) current = one;
          if (p.what === "whole") return;
          if (p.what === "grid") one.bindTooltip(span(p.name), { permanent: grids < 80 && p.level === finest, direction: "center", className: "st-label" });
          if (p.what === "building" && !drawing) one.bindTooltip(span(p.name), { direction: "top", className: "st-label" });
          if (drawing) return;
          if (p.what === "grid") one.bindPopup(span(p.name + "：" + p.words));
          if (p.what === "blank") one.bindPopup(span(data.textBlank + "：" + p.name));
          if (p.what === "overlap") one.bindPopup(span(data.textOverlap + "：" + p.name));
        }
      }).addTo(map);
      var bounds = layer.getBounds();
      if (bounds.isValid()) map.fitBounds(bounds, { animate: false });
      if (drawing) draw(box, map, frame, status, current);
    }).catch(function () { status.textContent = data.textNoMap; });
  }
  function all(root) { root.querySelectorAll("[data-grid-map]").forEach(start); }
  all(document);
  document.addEventListener("htmx:load", function (event) { all(event.target); });
})();
