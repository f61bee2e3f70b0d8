/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Check "link": the kernel creates a link of each kind among the modules and sets it up. This is
 * the proof; why it fails is for "module" to say, because rtnetlink answers every cause alike.
 */
#include "config.h"

#include <errno.h>

#include "module/facts.h"
#include "system/rtnl.h"

static void report_refusal(const struct context *ctx, struct report *report, const char *kind,
			   const struct link_probe *probe)
{
	_cleanup_remedy_ struct remedy remedy = {0};
	_cleanup_facts_ struct module_facts facts = {0};
	enum cause_id cause;

	if (module_look(ctx, kind, false, &facts, &cause) >= 0)
		remedy = module_remedy(ctx, &facts, cause ? cause : CAUSE_MODULE_LOAD_FAILED);
	report_cause(report, check_link.name, CAUSE_LINK_REFUSED, kind, &remedy,
		     "kernel %s refuses to %s a %s interface: %s%s%s", ctx->release,
		     probe->up ? "set up" : "create", kind, strerror(-probe->error),
		     probe->message[0] ? "; it says: " : "", probe->message);
}

/* Which errors of child_run() come with a word of their own, and what shows more. */
static void report_blind(struct report *report, const char *kind, int error)
{
	static const struct {
		int error;
		const char *words, *command;
	} rows[] = {
		{-EPERM, "only root can create a network namespace",
		 "sudo kubelet-preflight check"},
		{-EBADMSG, "the process that tried it was killed", "journalctl -k -b"},
		{-ETIMEDOUT, "the kernel gave no answer in time", "journalctl -k -b"},
	};
	const char *words = strerror(-error), *command = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].error == error) {
			words = rows[i].words;
			command = rows[i].command;
		}
	report_cause(report, check_link.name, CAUSE_LINK_UNKNOWN, kind,
		     REMEDY(REMEDY_NONE, command), "a %s interface could not be tried: %s", kind,
		     words);
}

/* Outside a gate a try could make the kernel load the module: then only say what will be done. */
static bool would_load(const struct context *ctx, const char *kind)
{
	_cleanup_facts_ struct module_facts facts = {0};
	enum cause_id cause;

	return !ctx->acts &&
	       module_look(ctx, kind, false, &facts, &cause) == MODULE_ANSWER_LOADABLE;
}

/* True when the kernel made the link. */
static bool check_kind(const struct context *ctx, struct report *report, const char *kind)
{
	struct link_probe probe;
	int r;

	if (would_load(ctx, kind)) {
		report_pass(report, check_link.name, kind,
			    "not tried: %s is loadable; the gate loads and proves it", kind);
		return false;
	}
	r = ctx->kernel->link_probe(ctx->kernel, kind, &probe);
	if (r < 0)
		report_blind(report, kind, r);
	else if (probe.error)
		report_refusal(ctx, report, kind, &probe);
	else
		report_pass(report, check_link.name, kind,
			    "the kernel created a %s interface and set it up", kind);
	return r == 0 && !probe.error;
}

static int run(const struct context *ctx, struct report *report)
{
	bool any = false, proven = true;

	if (!ctx->kernel) {
		report_skip(report, check_link.name, NULL, "only the running kernel can be tried");
		return 0;
	}
	for (char **name = ctx->settings->modules; *name; name++) {
		if (!rtnl_knows_kind(*name))
			continue;
		any = true;
		proven = ctx->settings->probe && check_kind(ctx, report, *name) && proven;
		if (!ctx->settings->probe)
			report_cause(report, check_link.name, CAUSE_LINK_UNPROVEN, *name, NULL,
				     "no %s interface was tried: Probe=no in the settings", *name);
	}
	report->proven = proven;
	if (!any)
		report_skip(report, check_link.name, NULL, "no module of the settings is a link");
	return 0;
}

const struct check check_link = {
	.name = "link",
	.title = "Tunnel link",
	.blind = CAUSE_LINK_UNKNOWN,
	.run = run,
};
