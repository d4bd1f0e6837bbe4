// A picture that was not ready is asked for again; until then its words stand in its place.
(() => {
  const waits = [1500, 2500, 4000, 6000, 10000];
  const tries = new WeakMap();
  const askAgain = (picture) => {
    const n = tries.get(picture) ?? 0;
    if (n >= waits.length) return;
    tries.set(picture, n + 1);
    setTimeout(() => { picture.src = picture.src; }, waits[n]);
  };
  for (const picture of document.querySelectorAll("img.chart")) {
    picture.addEventListener("error", () => askAgain(picture));
    if (picture.complete && picture.currentSrc && picture.naturalWidth === 0) askAgain(picture);
  }
})();
