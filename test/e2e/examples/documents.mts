import { expect } from 'vitest';

import type { InputFile } from '../../contract/cases.mts';
import { modelNode } from '../../support/harness/agents.mts';
import { ScriptedChatModel } from '../../support/harness/chatModel.mts';
import type { Scenarios } from './scenarios.mts';

const DOCUMENTS = {
	'tide.txt': 'The tide turns twice a day at Cape Fear.',
	'compass.txt': 'The needle of the old compass points three degrees west.',
	'light.txt': 'The light of the tower turns every ten seconds.',
};
const file = ([fileName, text]: [string, string]): InputFile => ({
	fileName,
	mimeType: 'text/plain',
	make: () => Buffer.from(text),
});

export const documents: Scenarios = {
	'answer-from-documents': {
		'stores what is uploaded with one job, and answers from the passage that is closest': async (runner) => {
			const question = DOCUMENTS['compass.txt'];
			const model = await new ScriptedChatModel({ input: question }).start();
			const { credentials } = await modelNode(runner.testBed.n8n, model);
			runner.prepare(({ nodes }) => {
				nodes.find(({ name }) => name === 'Chat Model')!.credentials = credentials;
			});

			const uploaded = await runner.byForm(Object.entries(DOCUMENTS).map((entry) => ['Documents', file(entry)]));
			expect(uploaded.answer.html).toContain('3 passage(s)');
			expect(uploaded.run.paid.map(({ path, fields }) => [path, [...(fields.input as string[])].sort()])).toEqual([
				['/embeddings', Object.values(DOCUMENTS).sort()],
			]);

			const asked = await runner.byChat('Where does the compass point?');
			await model.stop();
			expect(model.tools.map(({ function: { name } }) => name)).toEqual(['Search_Documents']);
			expect(asked.paid.map(({ path, fields }) => [path, fields.input])).toEqual([['/embeddings', [question]]]);
			expect(model.toolAnswers[0].indexOf(question), 'first of what is found').toBeLessThan(
				model.toolAnswers[0].indexOf(DOCUMENTS['light.txt']),
			);
			expect((await asked.only('Answer Question')).json.output).toContain(question);
		},
	},
};
