import { PageConfig } from '@jupyterlab/coreutils';

const OPTION = 'untracked_message_types';

/** What a kernel does about messages of a type does not count as its being busy or idle on this page. */
export function leaveUntracked(msgType: string): void {
  const listed = JSON.parse(PageConfig.getOption(OPTION) || '[]') as string[];
  if (!listed.includes(msgType)) {
    PageConfig.setOption(OPTION, JSON.stringify([...listed, msgType]));
  }
}
