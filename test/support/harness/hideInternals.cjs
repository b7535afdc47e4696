/**
 * Loaded into a real n8n before all else (`--require`): hides from the deAPI node what n8n's typings do not promise, as a later
 * n8n may. What is hidden says the name of the workflow.
 */
const Module = require('node:module');

const veil = (object, change) => Object.assign(Object.create(object), change);

const changeHooks = (context, change) => {
	const { additionalData } = context;
	context.additionalData = veil(additionalData, { hooks: additionalData.hooks && change(additionalData.hooks) });
};

const hiders = {
	hooks: (context) => changeHooks(context, () => undefined),
	event: (context) =>
		changeHooks(context, (hooks) => veil(hooks, { handlers: {}, addHandler: (event) => hooks.addHandler(`${event} of old`) })),
	handler: (context) =>
		changeHooks(context, (hooks) =>
			veil(hooks, { addHandler: (event, handler) => event !== 'nodeExecuteAfter' && hooks.addHandler(event, handler) }),
		),
	stack: (context) => {
		const { runExecutionData } = context;
		const executionData = veil(runExecutionData.executionData, { nodeExecutionStack: undefined });
		context.runExecutionData = veil(runExecutionData, { executionData });
	},
	address: (context) => {
		const proxyOf = context.getWorkflowDataProxy.bind(context);
		context.getWorkflowDataProxy = (itemIndex) =>
			new Proxy(proxyOf(itemIndex), { get: (proxy, key) => (key === '$execution' ? {} : proxy[key]) });
	},
};

const hide = (context) => {
	if (!context.node.type.endsWith('.deapi')) return context;
	for (const what of context.workflow.name.split(' ')) hiders[what]?.(context);
	return context;
};

const { _load: load } = Module;
Module._load = function (request, ...others) {
	const loaded = load.call(this, request, ...others);
	if (request === './execute-context' && !loaded.isHidden) {
		loaded.isHidden = true;
		loaded.ExecuteContext = new Proxy(loaded.ExecuteContext, {
			construct: (...args) => hide(Reflect.construct(...args)),
		});
	}
	return loaded;
};
