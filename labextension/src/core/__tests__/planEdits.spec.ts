import type { IStep } from '../block';
import { add, drop, indent, outdent, shift } from '../planEdits';
import { findStep, grow } from '../planTree';

const step = (id: string, parent = ''): IStep => ({ id, title: id, state: 'pending', parent });
const roots = grow([step('a'), step('b'), step('b1', 'b'), step('b2', 'b'), step('c')]);
const moved = (id: string, parent: string, after: string): object => ({
  kind: 'move',
  step: id,
  parent,
  after
});

describe('a step moved by keys', () => {
  it('changes places with a neighbour', () => {
    expect(shift(roots, 'b', -1)).toEqual(moved('b', '', ''));
    expect(shift(roots, 'c', -1)).toEqual(moved('c', '', 'a'));
    expect(shift(roots, 'a', 1)).toEqual(moved('a', '', 'b'));
    expect(shift(roots, 'b1', 1)).toEqual(moved('b1', 'b', 'b2'));
  });

  it('stays where there is no neighbour', () => {
    expect(shift(roots, 'a', -1)).toBeNull();
    expect(shift(roots, 'b2', 1)).toBeNull();
    expect(shift(roots, 'nowhere', 1)).toBeNull();
  });

  it('is asked to the same place by a key that is pressed again before the plan is shown again', () => {
    // The place is named by what stands there, so that the kernel moves the step once.
    expect(shift(roots, 'a', 1)).toEqual(shift(roots, 'a', 1));
    expect(shift(roots, 'a', 1)).toEqual(moved('a', '', 'b'));
    expect(shift(grow([step('b'), step('a'), step('c')]), 'a', 1)).toEqual(moved('a', '', 'c'));
  });

  it('goes into the step above and out of its parent', () => {
    expect(indent(roots, 'c')).toEqual(moved('c', 'b', 'b2'));
    expect(indent(roots, 'b')).toEqual(moved('b', 'a', ''));
    expect(indent(roots, 'a')).toBeNull();
    expect(outdent(roots, 'b1')).toEqual(moved('b1', '', 'b'));
    expect(outdent(roots, 'b')).toBeNull();
  });
});

describe('a step dropped on another', () => {
  it('lands before, after or inside', () => {
    expect(drop(roots, 'c', 'a', 'before')).toEqual(moved('c', '', ''));
    expect(drop(roots, 'c', 'b1', 'after')).toEqual(moved('c', 'b', 'b1'));
    expect(drop(roots, 'a', 'c', 'before')).toEqual(moved('a', '', 'b'));
    expect(drop(roots, 'c', 'b', 'inside')).toEqual(moved('c', 'b', 'b2'));
  });

  it('never lands on itself, below itself or where it stands', () => {
    expect(drop(roots, 'b', 'b', 'inside')).toBeNull();
    expect(drop(roots, 'b', 'b1', 'after')).toBeNull();
    expect(drop(roots, 'b', 'a', 'after')).toBeNull();
    expect(drop(roots, 'a', 'b', 'before')).toBeNull();
    expect(drop(roots, 'b2', 'b', 'inside')).toBeNull();
  });
});

describe('a new step', () => {
  const text = { title: 't', goal: 'g' };

  it('stands below another one or inside it', () => {
    expect(add(roots, 'b1', false, text)).toEqual({
      kind: 'add',
      parent: 'b',
      after: 'b1',
      ...text
    });
    expect(add(roots, 'b', true, text)).toEqual({ kind: 'add', parent: 'b', after: 'b2', ...text });
    expect(add(roots, 'a', true, text)).toEqual({ kind: 'add', parent: 'a', after: '', ...text });
    expect(add(roots, 'nowhere', true, text)).toBeNull();
  });
});

it('finds a step wherever it stands', () => {
  expect(findStep(roots, 'b2')?.step.id).toBe('b2');
  expect(findStep(roots, 'b3')).toBeNull();
});
