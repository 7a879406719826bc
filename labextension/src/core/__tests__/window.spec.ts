import { offsets, rowAt, rowsToDraw, Slots } from '../window';

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
    expect(rowsToDraw(tops, seen, 1, [-1])).toEqual([19, 20, 21, 22, 23]);
    expect(rowsToDraw(tops, seen, 0, [3])).toEqual([3, 20, 21, 22]);
    expect(rowsToDraw(tops, seen, 0, [90])).toEqual([20, 21, 22, 90]);
    expect(rowsToDraw(tops, seen, 0, [90, 3, 21, 90, -1, 100])).toEqual([3, 20, 21, 22, 90]);
    expect(rowsToDraw(tops, seen, 0, [21])).toEqual([20, 21, 22]);
    expect(rowsToDraw(offsets([]), seen, 5, [0])).toEqual([]);
  });
});

describe('the elements that draw rows', () => {
  it('are taken over where all that is in sight is replaced', () => {
    const slots = new Slots();
    expect(slots.of(['a', 'b', 'c'])).toEqual([0, 1, 2]);
    expect(slots.of(['x', 'y', 'z', 'w'])).toEqual([0, 1, 2, 3]);
    expect(slots.of(['m', 'n'])).toEqual([0, 1]);
  });

  it('stay with a row that stays, and are never put elsewhere among the others', () => {
    const slots = new Slots();
    expect(slots.of(['a', 'b', 'c'])).toEqual([0, 1, 2]);
    expect(slots.of(['b', 'c', 'd'])).toEqual([1, 2, 3]);
    expect(slots.of(['a', 'b', 'c'])).toEqual([4, 1, 2]);
  });

  it.each([
    [
      ['k', 'a', 'b'],
      ['k', 'x', 'y'],
      [0, 1, 2]
    ],
    [
      ['a', 'b', 'k'],
      ['x', 'y', 'k'],
      [0, 1, 2]
    ],
    [
      ['k', 'a', 'b'],
      ['x', 'y', 'k'],
      [3, 4, 0]
    ],
    [
      ['a', 'k', 'b'],
      ['k', 'x', 'y'],
      [1, 3, 4]
    ]
  ])('of %j then %j leave the one in focus in its place', (before, after, expected) => {
    const slots = new Slots();
    slots.of(before);
    expect(slots.of(after)).toEqual(expected);
  });

  it('are as many as the rows, whatever they are named', () => {
    expect(new Set(new Slots().of(['a', 'a', 'b', 'a'])).size).toBe(4);
  });
});
