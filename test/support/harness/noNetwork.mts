import nock from 'nock';
import { afterAll, afterEach, beforeAll } from 'vitest';

beforeAll(() => nock.disableNetConnect());

afterEach(() => {
	const pending = nock.pendingMocks();
	nock.cleanAll();
	if (pending.length > 0) throw new Error(`Requests that the test expected were never made: ${pending.join(', ')}`);
});

afterAll(() => nock.restore());
