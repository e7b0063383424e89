import type { Json } from '../../json.ts';
import type { Portal } from '../portal.ts';
import type { UploadedFiles } from '../transport/multipart.ts';
import type { PhpArray } from '../transport/php-value.ts';

/** One call of one method, direct or inside a batch. */
export interface MethodCall {
  readonly portal: Portal;
  readonly params: PhpArray;
  /** Files that came along, by their field; only for the address of an upload. */
  readonly files?: UploadedFiles;
}

/** What a method answers and what the work is charged by. */
export interface MethodAnswer {
  readonly result: Json;
  readonly total?: number;
  readonly next?: number;
  readonly work?: {
    /** Selected columns of returned rows. */
    readonly cells?: number;
    /** Rows that an exact COUNT went over; absent when nothing was counted. */
    readonly counted?: number;
    readonly skipped?: number;
    readonly writes?: number;
  };
}

/** A method of the vendor. Failing means throwing a RestError. */
export interface VendorMethod {
  /** One of these scopes is enough; none means open to every webhook. */
  readonly scopes: readonly string[];
  run(call: MethodCall): MethodAnswer;
}
