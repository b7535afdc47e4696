import { generate } from './image/generate';
import { removeBackground } from './image/removeBackground';
import { get } from './job/get';
import { getResult } from './job/getResult';
import type { Operation } from './types';

/** Every operation of the node. The editor, the requests and the tests follow this list. */
export const operations: Operation[] = [generate, removeBackground, get, getResult];

export function findOperation(resource: string, value: string): Operation | undefined {
	return operations.find((operation) => operation.resource === resource && operation.value === value);
}
