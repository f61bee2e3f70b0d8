/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the facts of a kernel module mean. The kernel answers many causes with one errno (ENOENT 2,
 * EINVAL 3, EPERM 5, ENOEXEC 4, EKEYREJECTED 2), so what was seen beforehand decides, in this
 * order: the files, the configuration, the policy of the kernel, and only then the errno of the
 * load.
 */
#include "config.h"

#include <errno.h>
#include <signal.h>

#include "module/facts.h"

static enum cause_id judge_bad_file(const struct module_facts *facts)
{
	static const enum cause_id causes[] = {
		[FILE_SOUND] = CAUSE_NONE,
		[FILE_EMPTY] = CAUSE_MODULE_FILE_DAMAGED,
		[FILE_DAMAGED] = CAUSE_MODULE_FILE_DAMAGED,
		[FILE_COMPRESSION] = CAUSE_MODULE_COMPRESSION_UNKNOWN,
		[FILE_LOST] = CAUSE_MODULE_DEPENDENCY_MISSING,
	};

	if (facts->bad.fault == FILE_LOST && text_equal(facts->bad.path, facts->own.path))
		return CAUSE_MODULE_FILE_MISSING;
	return causes[facts->bad.fault];
}

/*
 * The files, from the coarsest fault to the finest. depmod writes modules.dep and modules.dep.bin
 * together: where only the text knows the module, the binary, which libkmod reads, is damaged.
 */
static enum cause_id judge_files(const struct module_facts *facts)
{
	const struct kmodule_lookup *lookup = &facts->lookup;

	if (!facts->tree)
		return CAUSE_MODULE_TREE_GONE;
	/*
	 * A module that is neither in modules.dep nor in the tree is in no index, damaged or not.
	 */
	if (lookup->bad_index && (facts->in_text_index || facts->found[0] || !lookup->has_empty))
		return CAUSE_MODULE_INDEX_DAMAGED;
	if (!lookup->indexed && facts->found[0] && facts->bad.fault == FILE_COMPRESSION)
		return CAUSE_MODULE_COMPRESSION_UNKNOWN;
	if (!lookup->indexed && lookup->no_index && facts->found[0])
		return CAUSE_MODULE_INDEX_MISSING;
	if (!lookup->indexed && facts->in_text_index && !lookup->no_index)
		return facts->own.fault == FILE_LOST ? CAUSE_MODULE_FILE_MISSING
						     : CAUSE_MODULE_INDEX_DAMAGED;
	if (!lookup->indexed && facts->found[0])
		return CAUSE_MODULE_INDEX_STALE;
	if (!lookup->indexed)
		return facts->other ? CAUSE_MODULE_IN_OTHER_KERNEL : CAUSE_MODULE_NOT_SHIPPED;
	if (facts->found[0])
		return CAUSE_MODULE_INDEX_STALE;
	if (facts->lost[0])
		return CAUSE_MODULE_DEPENDENCY_MISSING;
	return judge_bad_file(facts);
}

/* A rule that denies the module, as far as it can be seen without a load. */
static enum cause_id judge_denial(const struct module_facts *facts)
{
	if (facts->deny_parameter[0])
		return CAUSE_MODULE_DENIED_AT_BOOT;
	if (facts->deny.line.kind || facts->load.denied)
		return CAUSE_MODULE_DENIED;
	if (facts->policy.disabled)
		return CAUSE_MODULES_DISABLED;
	if (facts->policy.sig_enforce && facts->unsigned_file[0])
		return CAUSE_MODULE_UNSIGNED;
	return CAUSE_NONE;
}

/*
 * True when the file was built for another kernel than the one that runs, or not as a file that it
 * needs. The first word of a version magic is the release, the rest is how the kernel was built.
 */
static bool of_other_kernel(const struct module_facts *facts, const char *release)
{
	const char *own = facts->own.vermagic;
	size_t length = strlen(release);

	if (!*own)
		return false;
	if (strncmp(own, release, length) != 0 || own[length] != ' ')
		return true;
	return facts->vermagic[0] &&
	       !text_equal(own + length, facts->vermagic + strcspn(facts->vermagic, " "));
}

static enum cause_id judge_permission(const struct module_facts *facts)
{
	if (facts->policy.locked_down && facts->unsigned_file[0])
		return CAUSE_KERNEL_LOCKED_DOWN;
	return CAUSE_MODULE_LOAD_NOT_PERMITTED;
}

static enum cause_id judge_errno(const struct module_facts *facts, const char *release)
{
	switch (-facts->load.error) {
	case EPERM:
	case ENOSYS: /* of a kernel with modules: a seccomp filter, as that of our unit */
		return judge_permission(facts);
	case EACCES:
		return CAUSE_MODULE_DENIED_BY_POLICY;
	case EKEYREJECTED:
	case ENOKEY:
	case EKEYEXPIRED:
	case EKEYREVOKED:
		return text_equal(facts->unsigned_file, facts->own.path)
			       ? CAUSE_MODULE_UNSIGNED
			       : CAUSE_MODULE_SIGNATURE_REJECTED;
	case ENOEXEC:
		return of_other_kernel(facts, release) ? CAUSE_MODULE_OF_OTHER_KERNEL
						       : CAUSE_MODULE_SYMBOLS_DIFFER;
	case EINVAL:
		if (facts->options.line.kind || facts->option_parameters[0])
			return CAUSE_MODULE_OPTION_BAD;
		break;
	case ENOENT:
		/* "Unknown symbol": a needed module exists, but does not export the symbol. */
		return CAUSE_MODULE_SYMBOLS_DIFFER;
	}
	return CAUSE_MODULE_LOAD_FAILED;
}

static enum cause_id judge_load(const struct module_facts *facts, const char *release)
{
	bool install = facts->install.line.kind;

	if (facts->load.signal)
		return facts->load.signal == SIGSYS ? judge_permission(facts) /* a filter that kills */
						    : CAUSE_MODULE_INDEX_DAMAGED;
	if (facts->load.timeout)
		return install ? CAUSE_MODULE_INSTALL_FAILED : CAUSE_MODULE_LOAD_FAILED;
	if (!facts->load.error)
		return install ? CAUSE_MODULE_INSTALL_VOID : CAUSE_MODULE_LOAD_VOID;
	/* libkmod answers EINVAL for a command that failed, whatever its exit status was. */
	if (install && facts->load.error == -EINVAL)
		return CAUSE_MODULE_INSTALL_FAILED;
	return judge_errno(facts, release);
}

enum module_answer module_judge(const struct module_facts *facts, const char *release,
				enum cause_id *ret_cause)
{
	/* Of an install line that no one has run yet: a fault where its text says so. */
	static const enum cause_id install[] = {
		[MODPROBE_COMMAND_OPEN] = CAUSE_NONE,
		[MODPROBE_COMMAND_FALSE] = CAUSE_MODULE_INSTALL_FAILED,
		[MODPROBE_COMMAND_TRUE] = CAUSE_MODULE_INSTALL_VOID,
	};
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
	cause = facts->has_modules ? judge_files(facts) : CAUSE_KERNEL_WITHOUT_MODULES;
	if (cause == CAUSE_NONE)
		cause = judge_denial(facts);
	if (cause == CAUSE_NONE)
		cause = facts->load_tried ? judge_load(facts, release)
					  : install[facts->install.line.command];
	*ret_cause = cause;
	return cause == CAUSE_NONE ? MODULE_ANSWER_LOADABLE : MODULE_ANSWER_FAULT;
}
