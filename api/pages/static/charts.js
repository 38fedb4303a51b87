// Draws the figures of a table as lines. The table stands beside it for whoever cannot see the drawing.
(() => {
  "use strict";
  const drawn = new Map();

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const draw = (place) => {
    const told = JSON.parse(place.dataset.series);
    const times = told.at.map((ms) => ms / 1000);
    const percent = (share) => (share == null ? "–" : `${Math.round(share * 1000) / 10} %`);
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: place.dataset.zone || "UTC",
    });
    const at = (seconds) => clock.format(new Date(seconds * 1000));
    const options = {
      width: Math.max(place.clientWidth, 120),
      height: Number(place.dataset.height || 150),
      cursor: { y: false },
      legend: { show: place.dataset.legend !== "no" },
      scales: { y: { range: (_u, _low, high) => [0, Math.max(high || 0, Number(place.dataset.least || 0.05))] } },
      axes: [
        {
          stroke: colour("--soft"),
          grid: { show: false },
          ticks: { stroke: colour("--line") },
          values: (_u, marks) => marks.map(at),
        },
        {
          stroke: colour("--soft"),
          grid: { stroke: colour("--line"), width: 1 },
          ticks: { show: false },
          size: 52,
          values: (_u, marks) => marks.map(percent),
        },
      ],
      series: [
        { value: (_u, seconds) => (seconds == null ? "–" : at(seconds)) },
        {
          label: place.dataset.label,
          stroke: colour(place.dataset.colour || "--accent"),
          fill: `${colour(place.dataset.colour || "--accent")}22`,
          width: 2,
          spanGaps: false,
          value: (_u, share) => percent(share),
        },
      ],
    };
    drawn.get(place)?.destroy();
    place.replaceChildren();
    drawn.set(place, new uPlot(options, [times, told.shares], place));
  };

  const drawAll = () => {
    for (const place of drawn.keys()) if (!place.isConnected) drawn.delete(place);
    for (const place of document.querySelectorAll("[data-series]")) {
      if (place.dataset.drawn === place.dataset.series) continue;
      place.dataset.drawn = place.dataset.series;
      draw(place);
    }
  };

  const again = () => {
    for (const place of document.querySelectorAll("[data-series]")) delete place.dataset.drawn;
    drawAll();
  };

  document.addEventListener("holdfast:refreshed", drawAll);
  window.addEventListener("resize", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  drawAll();
})();
