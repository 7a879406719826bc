import { offsets, rowAt, rowsToDraw } from '../window';

const tops = offsets(Array.from({ length: 100 }, (_, index) => (index % 2 ? 40 : 20)));

describe('a window on a long list', () => {
  it('knows where rows of unequal height begin', () => {
    expect([...tops.slice(0, 4)]).toEqual([0, 20, 60, 80]);
    expect(tops[100]).toBe(3000);
  });

  it.each([
    [-5, 0],
    [0, 0],
    [19, 0],
    [20, 1],
    [59, 1],
    [60, 2],
    [2999, 99],
    [9999, 99]
  ])('finds the row at %d', (y, row) => {
    expect(rowAt(tops, y)).toBe(row);
  });

  it('draws what is seen, a few more and the row to keep', () => {
    const seen = { top: 600, height: 60 };
    expect(rowsToDraw(tops, seen, 1, -1)).toEqual([19, 20, 21, 22, 23]);
    expect(rowsToDraw(tops, seen, 0, 3)).toEqual([3, 20, 21, 22]);
    expect(rowsToDraw(tops, seen, 0, 90)).toEqual([20, 21, 22, 90]);
    expect(rowsToDraw(tops, seen, 0, 21)).toEqual([20, 21, 22]);
    expect(rowsToDraw(offsets([]), seen, 5, 0)).toEqual([]);
  });
});
