/** How many outputs may follow an error: what other threads and processes still print. */
const AFTER = 10;

/** Whether outputs end in an error. Asked at each output of a cell, so only the last ones are looked at. */
export function showsError(count: number, typeAt: (index: number) => string): boolean {
  for (let index = count - 1; index >= Math.max(0, count - 1 - AFTER); index -= 1) {
    if (typeAt(index) === 'error') {
      return true;
    }
  }
  return false;
}
