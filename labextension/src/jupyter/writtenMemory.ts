import type { ISharedNotebook } from '@jupyter/ydoc';
import type { PartialJSONObject, PartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';
import type { IBlock, Reading } from '../core/block';
import { readBlock } from '../core/block';
import { applied } from '../core/blockChanges';
import { Refusal } from '../core/dispatcher';
import type { IWriteMemory, Result } from '../protocol/messages';
import { MEMORY_KEY, readMemory } from './documentOps';

/** The memory block as the kernel last wrote it, on which its next message may build. */
export class WrittenMemory {
  constructor(private readonly _document: ISharedNotebook) {}

  /** Write the memory block; never over one that this version cannot read. */
  write(request: IWriteMemory): Result {
    const block = this._whole(request);
    this._document.setMetadata(MEMORY_KEY, block as unknown as PartialJSONObject);
    if (!this._holds(block)) {
      throw new Refusal('failed', 'The memory block reads back differently from what was written.');
    }
    this._revision = request.revision;
    this._block = block;
    return { type: 'done' };
  }

  private _whole(request: IWriteMemory): IBlock {
    const part = fitting(readBlock(request.block));
    if (request.base === '') {
      const present = readBlock(readMemory(this._document));
      if (present.kind === 'newer' || present.kind === 'damaged') {
        throw new Refusal(
          'refused',
          `The notebook holds a memory block that this version cannot read (${present.kind}); it is kept.`
        );
      }
      return part;
    }
    if (!this._block || request.base !== this._revision || !this._holds(this._block)) {
      throw new Refusal('stale', 'The memory block is not the one that this change builds on.');
    }
    const whole = applied(this._block, part, request.kept);
    if (!whole) {
      throw new Refusal('stale', 'The memory block is shorter than what is to be kept of it.');
    }
    return whole;
  }

  private _holds(block: IBlock): boolean {
    const kept = readMemory(this._document) as PartialJSONValue | undefined;
    return kept !== undefined && JSONExt.deepEqual(kept, block as unknown as PartialJSONObject);
  }

  private _revision = '';
  private _block: IBlock | null = null;
}

function fitting(reading: Reading): IBlock {
  if (reading.kind !== 'plan') {
    const why = reading.kind === 'damaged' ? reading.problem : reading.kind;
    throw new Refusal('refused', `The memory block does not fit its schema: ${why}.`);
  }
  return reading.block;
}
