// Draws the charts of the page from the numbers that the tables beside them show. Without it the tables say it all.
"use strict";
(() => {
  const holder = document.getElementById("chart-data");
  if (!holder || !window.echarts) return;
  const data = JSON.parse(holder.textContent);
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const soft = token("--k-ink-soft"), line = token("--k-line");
  const text = { color: soft, fontFamily: token("--k-font"), fontSize: 13 };
  const colours = [token("--k-service"), token("--k-line-strong")];
  const all = [];

  const options = (form, chart) => {
    const names = { type: "category", data: chart.names, axisTick: { show: false }, axisLine: { lineStyle: { color: line } }, axisLabel: { ...text } };
    const values = { type: "value", minInterval: 1, name: chart.unit, nameTextStyle: { ...text, align: form === "bars" ? "center" : "left" }, axisLabel: text, splitLine: { lineStyle: { color: line } } };
    const bars = form === "bars";
    if (bars) { names.inverse = true; names.axisLabel.width = 110; names.axisLabel.overflow = "truncate"; values.nameLocation = "middle"; values.nameGap = 28; }
    return {
      animation: false,
      aria: { enabled: true },
      color: colours,
      textStyle: text,
      legend: { top: 0, right: 0, icon: "roundRect", itemHeight: 8, textStyle: text },
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: bars ? "shadow" : "line" } },
      grid: { left: 4, right: 16, top: 34, bottom: bars ? 26 : 4, containLabel: true },
      xAxis: bars ? values : names,
      yAxis: bars ? names : values,
      series: chart.series.map((row, n) => ({
        name: row.name, data: row.data, type: bars ? "bar" : "line",
        barMaxWidth: 10, barGap: "20%", symbolSize: 5, lineStyle: { width: 2, type: n ? "dashed" : "solid" },
      })),
    };
  };

  for (const box of document.querySelectorAll("[data-chart]")) {
    const chart = data[box.dataset.chart];
    if (!chart || chart.names.length < 2) continue;
    box.hidden = false;
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", `${box.closest("section").querySelector("h2").textContent}: ${chart.series.map((s) => s.name).join(", ")} (${chart.unit})`);
    if (box.dataset.form === "bars") box.style.height = `${Math.max(180, 64 + chart.names.length * 30)}px`;
    const drawn = window.echarts.init(box, null, { renderer: "canvas" });
    drawn.setOption(options(box.dataset.form, chart));
    all.push(drawn);
  }
  window.addEventListener("resize", () => all.forEach((chart) => chart.resize()));
  window.addEventListener("beforeprint", () => all.forEach((chart) => chart.resize({ animation: { duration: 0 } })));
})();
