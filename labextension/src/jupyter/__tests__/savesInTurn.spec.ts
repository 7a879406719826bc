import { SavesInTurn } from '../savesInTurn';

interface IDeed {
  end: () => void;
  fail: (reason: Error) => void;
}

function slow(): { save: () => Promise<void>; begun: IDeed[] } {
  const begun: IDeed[] = [];
  return {
    begun,
    save: () => new Promise<void>((end, fail) => begun.push({ end, fail }))
  };
}

/** The second save begins, ends, and leaves nothing underway. */
async function endsNext(
  { begun }: { begun: IDeed[] },
  turns: SavesInTurn,
  second: Promise<void>
): Promise<void> {
  while (begun.length < 2) {
    await Promise.resolve();
  }
  begun[1].end();
  await second;
  await turns.underway;
  expect(turns.underway).toBeNull();
}

test('a save begins when the one before it has ended', async () => {
  const document = slow();
  const turns = new SavesInTurn(document);
  expect(turns.underway).toBeNull();
  const first = document.save();
  const second = document.save();
  expect(document.begun).toHaveLength(1);
  document.begun[0].end();
  await first;
  await endsNext(document, turns, second);
});

test('a failed save is told to whoever asked for it and holds up nothing', async () => {
  const document = slow();
  const turns = new SavesInTurn(document);
  const first = document.save();
  const second = document.save();
  document.begun[0].fail(new Error('disk full'));
  await expect(first).rejects.toThrow('disk full');
  await endsNext(document, turns, second);
});
