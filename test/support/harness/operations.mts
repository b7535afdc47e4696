import { operations } from '../../../nodes/Deapi/operations/index.ts';
import { nameOf } from './operationName.mts';

export const byName = new Map(operations.map((operation) => [nameOf(operation), operation]));
