/** What Fluent asks of a browser and jsdom does not have. None of it draws or notices anything. */
export function fillJsdomGaps(): void {
  const nothing = () => undefined;
  class Observer {
    observe = nothing;
    unobserve = nothing;
    disconnect = nothing;
    takeRecords = () => [];
  }
  const mediaNeverMatches = (media: string) => Object.assign(new EventTarget(), { matches: false, media });

  Object.assign(window, {
    matchMedia: mediaNeverMatches,
    ResizeObserver: Observer,
    IntersectionObserver: Observer,
  });
  Element.prototype.scrollIntoView = nothing;
  // Nothing is laid out in jsdom, so Fluent's focus manager would take the page and every element in it for hidden, and
  // a pane for one that nothing in it can be focused.
  Object.defineProperty(HTMLElement.prototype, 'offsetParent', {
    configurable: true,
    get(this: HTMLElement) {
      return this.parentElement;
    },
  });
  document.body.getBoundingClientRect = () => new DOMRect(0, 0, innerWidth, innerHeight);
}
