import { Outbox } from '../outbox';

describe('Outbox', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const outbox = (): { sent: string[]; lost: string[]; box: Outbox<string> } => {
    const sent: string[] = [];
    const lost: string[] = [];
    return {
      sent,
      lost,
      box: new Outbox<string>(
        m => sent.push(m),
        m => lost.push(m),
        2000,
        3
      )
    };
  };

  it('repeats a message until it is settled', () => {
    const { sent, lost, box } = outbox();
    box.post('u-1', 'stop');
    jest.advanceTimersByTime(2000);
    expect(sent).toEqual(['stop', 'stop']);
    box.settle('u-1');
    jest.advanceTimersByTime(60_000);
    expect([sent.length, lost]).toEqual([2, []]);
  });

  it('gives up aloud', () => {
    const { sent, lost, box } = outbox();
    box.post('u-1', 'stop');
    jest.advanceTimersByTime(60_000);
    expect([sent.length, lost]).toEqual([3, ['stop']]);
  });

  it('waits longer for what takes its time', () => {
    const { sent, lost, box } = outbox();
    box.post('u-1', 'ask', 20);
    jest.advanceTimersByTime(39_000);
    expect([sent.length, lost]).toEqual([20, []]);
    jest.advanceTimersByTime(2000);
    expect([sent.length, lost]).toEqual([20, ['ask']]);
  });

  it('replaces a message of the same id, and forgets all when cleared', () => {
    const { sent, box } = outbox();
    box.post('attach', 'first');
    box.post('attach', 'second');
    box.clear();
    jest.advanceTimersByTime(60_000);
    expect(sent).toEqual(['first', 'second']);
  });
});
