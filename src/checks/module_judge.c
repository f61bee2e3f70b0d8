/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the facts of a kernel module mean, and in which words. */
#include "config.h"

#include <errno.h>

#include "checks/module_facts.h"

/*
 * The files, from the coarsest fault to the finest. depmod writes modules.dep and modules.dep.bin
 * together: where only the text knows the module, the binary, which libkmod reads, is damaged.
 */
static enum cause_id judge_files(const struct module_facts *facts)
{
	const struct kmodule_lookup *lookup = &facts->lookup;

	if (!facts->tree)
		return CAUSE_MODULE_TREE_GONE;
	if (lookup->bad_index)
		return CAUSE_MODULE_INDEX_DAMAGED;
	if (!lookup->indexed && lookup->no_index && facts->found[0])
		return CAUSE_MODULE_INDEX_MISSING;
	if (!lookup->indexed && facts->in_text_index && !lookup->no_index)
		return facts->lost[0] ? CAUSE_MODULE_FILE_MISSING : CAUSE_MODULE_INDEX_DAMAGED;
	if (!lookup->indexed)
		return facts->found[0] ? CAUSE_MODULE_INDEX_STALE : CAUSE_MODULE_NOT_SHIPPED;
	return facts->lost[0] ? CAUSE_MODULE_FILE_MISSING : CAUSE_NONE;
}

static enum cause_id judge_load(const struct module_facts *facts)
{
	if (facts->load.signal)
		return CAUSE_MODULE_INDEX_DAMAGED;
	if (facts->load.denied)
		return CAUSE_MODULE_DENIED;
	/* EPERM with module_blacklist= on the command line: the kernel's own deny list. */
	if (facts->deny.kind && !facts->deny_file[0] && facts->load.error == -EPERM)
		return CAUSE_MODULE_DENIED;
	return facts->load.error ? CAUSE_MODULE_LOAD_FAILED : CAUSE_MODULE_LOAD_VOID;
}

static enum module_answer fault(enum cause_id cause, enum cause_id *ret_cause)
{
	*ret_cause = cause;
	return MODULE_ANSWER_FAULT;
}

enum module_answer module_judge(const struct module_facts *facts, enum cause_id *ret_cause)
{
	enum cause_id cause;

	*ret_cause = CAUSE_NONE;
	if (facts->live && facts->state == MODULE_LOADED)
		return MODULE_ANSWER_LOADED;
	if (facts->live && facts->state == MODULE_BUILT_IN)
		return MODULE_ANSWER_BUILT_IN;
	/* A built-in without parameters has no directory in /sys/module. */
	if (facts->link_works || facts->lookup.built_in)
		return MODULE_ANSWER_BUILT_IN;
	if (facts->in_text_builtin && !facts->lookup.indexed)
		return MODULE_ANSWER_BUILT_IN;
	if (!facts->has_modules)
		return fault(CAUSE_KERNEL_WITHOUT_MODULES, ret_cause);
	cause = judge_files(facts);
	if (cause == CAUSE_NONE && facts->load_tried)
		cause = judge_load(facts);
	if (cause == CAUSE_NONE && facts->deny.kind)
		cause = CAUSE_MODULE_DENIED;
	if (cause != CAUSE_NONE)
		return fault(cause, ret_cause);
	return MODULE_ANSWER_LOADABLE;
}

static char *load_words(const struct context *ctx, const struct module_facts *facts)
{
	_cleanup_free_ char *install = NULL;

	if (facts->install.kind)
		install = format_text("; %s:%u replaces the load by \"%s\"", facts->install_file,
				      facts->install.line, facts->install.text);
	if (facts->load.timeout)
		return format_text("the load of %s into kernel %s did not end within its time limit%s",
				   facts->name, ctx->release, install ? install : "");
	return format_text("kernel %s did not take %s: %s (%s)%s", ctx->release,
			   facts->lookup.path[0] ? facts->lookup.path : facts->name,
			   strerror(-facts->load.error), strerrorname_np(-facts->load.error),
			   install ? install : "");
}

static char *deny_words(const struct module_facts *facts)
{
	if (!facts->deny.kind)
		return format_text("modprobe.d forbids to load %s; a CNI that needs it cannot work",
				   facts->name);
	if (!facts->deny_file[0])
		return format_text("the kernel command line forbids to load %s "
				   "(modprobe.blacklist= or module_blacklist=); a CNI that needs it "
				   "cannot work",
				   facts->name);
	return format_text("%s:%u forbids to load %s (\"%s\"); a CNI that needs it cannot work",
			   facts->deny_file, facts->deny.line, facts->name, facts->deny.text);
}

char *module_words(const struct context *ctx, const struct module_facts *facts,
		   enum cause_id cause)
{
	const char *name = facts->name, *release = ctx->release;

	switch (cause) {
	case CAUSE_MODULE_NOT_SHIPPED:
		return format_text("kernel %s has no %s: not built in, and no %s.ko in /lib/modules/%s",
				   release, name, name, release);
	case CAUSE_MODULE_TREE_GONE:
		if (!*release)
			return format_text("there is no kernel in /lib/modules, and so no %s", name);
		return format_text("/lib/modules/%s, the module tree of %s kernel, is gone, and %s with "
				   "it%s",
				   release, facts->live ? "the running" : "this", name,
				   facts->other_trees ? "; another kernel was installed since" : "");
	case CAUSE_MODULE_INDEX_MISSING:
		return format_text("%s is there, but not /lib/modules/%s/modules.dep.bin, the index by "
				   "which it is found",
				   facts->found, release);
	case CAUSE_MODULE_INDEX_STALE:
		return format_text("%s is there, but the index /lib/modules/%s/modules.dep.bin was made "
				   "without it",
				   facts->found, release);
	case CAUSE_MODULE_INDEX_DAMAGED:
		return format_text("the module index /lib/modules/%s/modules.dep.bin is damaged: %s "
				   "cannot be found in it",
				   release, name);
	case CAUSE_MODULE_FILE_MISSING:
		return format_text("the module index names %s for %s, and there is no such file",
				   facts->lost, name);
	case CAUSE_MODULE_DENIED:
		return deny_words(facts);
	case CAUSE_MODULE_LOAD_FAILED:
		return load_words(ctx, facts);
	case CAUSE_MODULE_LOAD_VOID:
		if (facts->install.kind)
			return format_text("%s:%u replaces the load of %s by \"%s\", which succeeds "
					   "and loads nothing",
					   facts->install_file, facts->install.line, name,
					   facts->install.text);
		return format_text("the load of %s was reported as a success, and kernel %s does not "
				   "have it",
				   name, release);
	case CAUSE_KERNEL_WITHOUT_MODULES:
		return format_text("kernel %s was built without module support and without %s", release,
				   name);
	default:
		return format_text("%s", cause_get(cause)->meaning);
	}
}
