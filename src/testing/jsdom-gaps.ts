/** What decides whether something is there for a person, or for a click. All else of a style is looks. */
const IS_FELT = /\b(?:display|visibility|opacity|pointer-events|user-select|overflow|content-visibility)\b/;

type InsertRule = (this: CSSStyleSheet, rule: string, at?: number) => number;
const insertRule: InsertRule = Reflect.get(CSSStyleSheet.prototype, 'insertRule');

/**
 * jsdom draws nothing, yet asks every rule of every sheet about every element that a query by role passes. Fluent writes
 * thousands of rules, and a theme of five hundred properties on the element that holds the whole page; a third of the
 * time of these tests went there. Rules that are looks alone are left out.
 */
function leaveOutLooks(): void {
  CSSStyleSheet.prototype.insertRule = function (this: CSSStyleSheet, rule: string, at = 0) {
    return IS_FELT.test(rule) ? insertRule.call(this, rule, at) : at;
  };
}

/** What Fluent asks of a browser and jsdom does not have. None of it draws or notices anything. */
export function fillJsdomGaps(): void {
  leaveOutLooks();
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
