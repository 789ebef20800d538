// ../../work/main/packages/core/src/model/touch.ts
/** The family and the connection's name of a resource: `databases.crm` gives `['databases', 'crm']`. */
function splitResource(resource) {
	const dot = resource.indexOf(".");
	return dot < 0 ? [resource, ""] : [resource.slice(0, dot), resource.slice(dot + 1)];
}
// ../../work/main/packages/core/src/plugin/registry.ts
/** The step type of a name, or undefined. */
function stepTypeOf(plugins, uses) {
	for (const plugin of plugins) {
		const found = plugin.steps.find((step) => step.uses === uses);
		if (found) return found;
	}
}
/** The driver of a kind, or undefined. */
function driverOf(plugins, kind) {
	for (const plugin of plugins) {
		const found = plugin.drivers.find((driver) => driver.kind === kind);
		if (found) return found;
	}
}
export { stepTypeOf as n, splitResource as r, driverOf as t };
