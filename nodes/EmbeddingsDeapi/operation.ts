import { create } from '../Deapi/operations/embedding/create';

/** What the sub-node does, under the name that errors are to call it by. */
export const operation: typeof create = { ...create, name: 'Embeddings deAPI' };
