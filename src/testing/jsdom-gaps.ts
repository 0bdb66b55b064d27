/** The styles that decide whether something is visible or can be clicked. All others are looks. */
const IS_FELT = /\b(?:display|visibility|opacity|pointer-events|user-select|overflow|content-visibility)\b/;

type InsertRule = (this: CSSStyleSheet, rule: string, at?: number) => number;
const insertRule: InsertRule = Reflect.get(CSSStyleSheet.prototype, 'insertRule');

/**
 * jsdom draws nothing, yet matches every rule of every sheet with every element that a query by role visits. Fluent
 * writes thousands of rules, and a theme of five hundred properties on the element that holds the whole page; a third
 * of the time of these tests was spent there. Rules that are looks alone are left out.
 */
function leaveOutLooks(): void {
  CSSStyleSheet.prototype.insertRule = function (this: CSSStyleSheet, rule: string, at = 0) {
    return IS_FELT.test(rule) ? insertRule.call(this, rule, at) : at;
  };
}

/** Browser functions that Fluent calls and jsdom lacks. None of them draws or observes anything. */
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
  // jsdom has no layout, so Fluent's focus manager would take the page and every element in it for hidden, and would
  // find nothing to focus in a pane.
  Object.defineProperty(HTMLElement.prototype, 'offsetParent', {
    configurable: true,
    get(this: HTMLElement) {
      return this.parentElement;
    },
  });
  document.body.getBoundingClientRect = () => new DOMRect(0, 0, innerWidth, innerHeight);
}
