/** The first of so many places at which the claim is true; it is true at all places after that one. */
export function firstWhere(length: number, isTrueAt: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrueAt(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
