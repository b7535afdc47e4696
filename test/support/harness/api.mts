import nock from 'nock';

import { catalog } from '../emulator/catalog.mts';
import { matching } from './bodies.mts';
import type { BodyMatcher } from './bodies.mts';
import { API, API_V1, BASE_URL } from './contexts.mts';
import { fileSaying } from './files.mts';

/** What a submission has sent. */
export type Sent = Record<string, any>;

interface StoredFile {
	name: string;
	type: string;
	content: string;
	others?: Record<string, string>;
}

/** nock's part of the API that the engine tests need. */
export const api = {
	models: () => nock(BASE_URL).get(`${API}/models`).query(true).optionally().reply(200, { data: catalog }),
	submit: (path: string, requestId: string, body?: BodyMatcher) =>
		nock(BASE_URL)
			.post(`${API}${path}`, matching(body))
			.reply(200, { data: { request_id: requestId } }),
	/** The same, whatever is sent; afterwards that can be looked at. */
	record: (path: string, requestId: string): (() => Sent) => {
		let sent: Sent = {};
		api.submit(path, requestId, (body) => {
			sent = body;
			return true;
		});
		return () => sent;
	},
	price: (path: string, price: unknown, body?: BodyMatcher) =>
		nock(BASE_URL).post(`${API}${path}/price`, matching(body)).reply(200, { data: { price } }),
	balance: (balance: unknown) => nock(BASE_URL).get(`${API}/account/balance`).reply(200, { data: { balance } }),
	refuse: (path: string, status: number, body: nock.Body = {}, headers = {}) =>
		nock(BASE_URL).post(`${API}${path}`).reply(status, body, headers),
	gone: (requestId: string) => nock(BASE_URL).get(`${API}/jobs/${requestId}`).reply(404, { message: 'Request not found.' }),
	text: (requestId: string, result: string) => status(requestId, { status: 'done', result, result_url: null }),
	/** What the API says of a job, field by field. */
	says: (requestId: string, data: object) => status(requestId, data),
	running: (requestId: string) => status(requestId, { status: 'processing', result_url: null }),
	done: (requestId: string) => status(requestId, { status: 'done', progress: '100.00', result_url: resultUrl(requestId) }),
	failed: (requestId: string, code = 'PROCESSING_ERROR') =>
		status(requestId, { status: 'error', error_code: code, error_message: 'The worker gave up' }),
	/** A job that is done, and its file; `others` are its other encodings. */
	doneWith: (requestId: string, { name, type, content, others }: StoredFile) => {
		status(requestId, { status: 'done', result_url: `https://storage.test/${name}`, results_alt_formats: others ?? null });
		nock('https://storage.test').get(`/${name}`).optionally().reply(200, fileSaying(content, type), { 'content-type': type });
	},
	stored: ({ name, type, content }: StoredFile) =>
		nock('https://storage.test').get(`/${name}`).reply(200, fileSaying(content, type), { 'content-type': type }),
	boost: (path: string, answer: nock.Body, body?: BodyMatcher) => nock(BASE_URL).post(`${API}${path}`, matching(body)).reply(200, answer),
	expired: (requestId: string) => nock('https://storage.test').get(`/${requestId}.png`).reply(403, 'Request has expired'),
	result: (requestId: string) =>
		nock('https://storage.test')
			.get(`/${requestId}.png`)
			.reply(200, fileSaying(`picture of ${requestId}`), { 'content-type': 'image/png' }),
};

/** The same of version 1, as far as the tests need it. */
export const apiOfV1 = {
	models: () => nock(BASE_URL).get(`${API_V1}/models`).query(true).optionally().reply(200, { data: catalog }),
	submit: (path: string, requestId: string, body?: BodyMatcher) =>
		nock(BASE_URL)
			.post(`${API_V1}${path}`, matching(body))
			.reply(200, { data: { request_id: requestId } }),
	done: (requestId: string) => statusOfV1(requestId, { status: 'done', result_url: resultUrl(requestId) }),
	failed: (requestId: string, code = 'PROCESSING_ERROR') => statusOfV1(requestId, { status: 'error', error_code: code }),
};

function statusOfV1(requestId: string, data: object) {
	return nock(BASE_URL).get(`${API_V1}/request-status/${requestId}`).reply(200, { data });
}

function status(requestId: string, data: object) {
	return nock(BASE_URL).get(`${API}/jobs/${requestId}`).reply(200, { data });
}

function resultUrl(requestId: string): string {
	return `https://storage.test/${requestId}.png`;
}
