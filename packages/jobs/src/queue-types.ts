import type { ConnectionOptions, IQueueBackend, Job, JobProgress, Queue, Worker } from 'bullmq';
import type { JsonObject } from './define.ts';

/** A BullMQ queue as this package uses it: JSON in, a short word out, either store below. */
export type JobQueue = Queue<
  JsonObject,
  string,
  string,
  JsonObject,
  string,
  string,
  IQueueBackend,
  ConnectionOptions
>;

/** A BullMQ worker as this package uses it. */
export type JobWorker = Worker<
  JsonObject,
  string,
  string,
  IQueueBackend,
  JobProgress,
  ConnectionOptions
>;

/** A job as it lies in a queue. */
export type QueuedJob = Job<JsonObject, string>;

/** Runs one attempt of a job; `token` proves that this worker holds it. */
export type RunAttempt = (job: QueuedJob, token?: string) => Promise<string>;
