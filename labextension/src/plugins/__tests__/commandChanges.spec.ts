import { CommandRegistry } from '@lumino/commands';
import { tellsChanges } from '../commandChanges';

/** A registry with two commands that stand as `now` says, and what its buttons hear. */
function rig(): {
  commands: CommandRegistry;
  now: { enabled: boolean; mode: string };
  heard: (string | undefined)[];
} {
  const commands = new CommandRegistry();
  const now = { enabled: false, mode: 'auto' };
  commands.addCommand('stop', { execute: () => undefined, isEnabled: () => now.enabled });
  commands.addCommand('mode', {
    execute: () => undefined,
    isToggled: ({ mode }) => mode === now.mode
  });
  const heard: (string | undefined)[] = [];
  commands.commandChanged.connect((_, { id }) => heard.push(id));
  return { commands, now, heard };
}

describe('tellsChanges', () => {
  it('tells of a command when it stands otherwise, and of no other', () => {
    const { commands, now, heard } = rig();
    const tell = tellsChanges(commands, ['stop', 'mode']);
    tell();
    expect(heard).toEqual([]);
    now.enabled = true;
    tell();
    tell();
    expect(heard).toEqual(['stop']);
    now.enabled = false;
    tell();
    expect(heard).toEqual(['stop', 'stop']);
  });

  it('tells of a command that stands otherwise only with arguments', () => {
    const { commands, now, heard } = rig();
    const tell = tellsChanges(commands, ['stop', 'mode'], { mode: [{ mode: 'plan' }] });
    now.mode = 'approve';
    tell();
    expect(heard).toEqual([]);
    now.mode = 'plan';
    tell();
    expect(heard).toEqual(['mode']);
  });
});
