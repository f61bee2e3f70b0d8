/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with a kernel module and why, in one sentence. */
#include "config.h"

#include "module/facts.h"
#include "system/module_tree.h"

static const char cannot[] = "a CNI that needs it cannot work on this node";

static char *tree_words(const struct context *ctx, const struct module_facts *facts)
{
	if (!*ctx->release)
		return format_text("/lib/modules has no kernel's modules, so %s is missing: "
				   "install the distribution's kernel package", facts->name);
	if (!facts->live)
		return format_text("the module tree /lib/modules/%s is missing, and so is %s", ctx->release,
				   facts->name);
	return format_text("/lib/modules/%s, the module tree of the running kernel, is missing, and %s with it%s",
			   ctx->release, facts->name,
			   facts->others && *facts->others ? "; another kernel was installed since"
							   : "");
}

static char *deny_words(const struct module_facts *facts)
{
	if (!facts->deny.line.kind)
		return format_text("modprobe.d prevents %s from loading; %s", facts->name, cannot);
	return format_text("%s:%u prevents %s from loading (\"%s\"), which kubelet-preflight does "
			   "not override; %s", facts->deny.file, facts->deny.line.line, facts->name,
			   facts->deny.line.text, cannot);
}

/* ", which vxlan needs," where the line is not that of the module itself. */
static char *whose_line(const struct module_facts *facts, const struct module_line *line)
{
	if (text_equal(line->module, facts->name))
		return xstrdup("");
	return format_text(", which %s needs,", facts->name);
}

static char *install_words(const struct module_facts *facts, const char *what)
{
	const struct module_line *line = &facts->install;
	_cleanup_free_ char *whose = whose_line(facts, line);

	return format_text("%s:%u (\"%s\") replaces loading %s%s with a command that %s", line->file,
			   line->line.line, line->line.text, line->module, whose, what);
}

static char *option_words(const struct module_facts *facts)
{
	const struct module_line *line = &facts->options;
	_cleanup_free_ char *whose = NULL;

	if (facts->option_parameters[0] && !text_equal(line->module, facts->name))
		return format_text("%s refuses an option that the kernel command line gives it (\"%s\")",
				   facts->name, facts->option_parameters);
	whose = whose_line(facts, line);
	return format_text("%s%s refuses an option that %s:%u gives it (\"%s\")", line->module, whose,
			   line->file, line->line.line, line->line.text);
}

/* A module_blacklist= that names a needed module denies the module as well. */
static char *boot_deny_words(const struct module_facts *facts)
{
	bool own = text_equal(facts->denied, facts->name);

	return format_text("the kernel command line prevents %s%s%s from loading (\"%s\"), which "
			   "kubelet-preflight does not override; %s",
			   facts->denied, own ? "" : ", which is needed by ", own ? "" : facts->name,
			   facts->deny_parameter, cannot);
}

/* Faults of the module tree: what is missing, damaged or out of date. */
static char *file_words(const struct context *ctx, const struct module_facts *facts,
			enum cause_id cause)
{
	_cleanup_free_ char *tree = module_tree_file(ctx->root, ctx->release, "");
	const char *name = facts->name, *release = ctx->release, *whose;

	switch (cause) {
	case CAUSE_MODULE_NOT_SHIPPED:
		return format_text("kernel %s has no %s: not built in, and no %s.ko in %s",
				   release, name, name, tree);
	case CAUSE_MODULE_IN_OTHER_KERNEL:
		return format_text("kernel %s has no %s: not built in, and no %s.ko in %s; "
				   "kernel %s, which is installed too, has it",
				   release, name, name, tree, facts->other);
	case CAUSE_MODULE_TREE_GONE:
		return tree_words(ctx, facts);
	case CAUSE_MODULE_INDEX_MISSING:
		return format_text("%s exists, but the module index %s/modules.dep.bin is missing",
				   facts->found, tree);
	case CAUSE_MODULE_INDEX_STALE:
		if (!facts->lookup.indexed)
			return format_text("%s exists, but the index %s/modules.dep.bin was made "
					   "without it", facts->found, tree);
		return format_text("%s needs %s, which exists, but the index %s/modules.dep.bin "
				   "was made without it", name, facts->found, tree);
	case CAUSE_MODULE_INDEX_DAMAGED:
		return format_text("the module index %s/modules.dep.bin is damaged: %s cannot be "
				   "found in it", tree, name);
	case CAUSE_MODULE_FILE_MISSING:
		return format_text("the module index names %s, which does not exist",
				   facts->bad.path);
	case CAUSE_MODULE_DEPENDENCY_MISSING:
		if (facts->lost[0])
			return format_text("%s needs the module %s, but there is no %s.ko in %s",
					   name, facts->lost, facts->lost, tree);
		return format_text("%s needs %s, which does not exist", name, facts->bad.path);
	case CAUSE_MODULE_FILE_DAMAGED:
		whose = text_equal(facts->bad.path, facts->own.path) ? "" : ", which it needs,";
		return format_text("%s cannot be loaded: %s%s is %s", name, facts->bad.path, whose,
				   facts->bad.fault == FILE_EMPTY
					   ? "empty"
					   : "truncated, or not a kernel module");
	case CAUSE_MODULE_COMPRESSION_UNKNOWN:
		return format_text("%s is compressed with %s, which the libkmod of this node cannot "
				   "read", facts->bad.path, facts->bad.compression);
	default:
		return NULL;
	}
}

static char *unsigned_words(const struct context *ctx, const struct module_facts *facts,
			    const char *what)
{
	bool own = text_equal(facts->unsigned_file, facts->own.path);

	return format_text("kernel %s %s, and %s%s%s has no signature", ctx->release, what,
			   facts->unsigned_file, own ? "" : ", needed by ", own ? "" : facts->name);
}

/* What the kernel, or a rule on this node, refuses to load. */
static char *refusal_words(const struct context *ctx, const struct module_facts *facts,
			   enum cause_id cause)
{
	const char *name = facts->name, *release = ctx->release, *path = facts->own.path;

	switch (cause) {
	case CAUSE_MODULE_OF_OTHER_KERNEL:
		return format_text("%s was built for another kernel (\"%s\") than %s", path,
				   facts->own.vermagic, release);
	case CAUSE_MODULE_SYMBOLS_DIFFER:
		return format_text("kernel %s refuses %s: it was built against other symbols than those "
				   "of this kernel and its modules", release, path);
	case CAUSE_MODULE_SIGNATURE_REJECTED:
		return format_text("kernel %s rejects the signature of %s, or of a module it "
				   "needs: the file was altered, or signed with a key that this "
				   "kernel does not know", release, path);
	case CAUSE_MODULE_UNSIGNED:
		return unsigned_words(ctx, facts, "accepts signed modules only");
	case CAUSE_KERNEL_LOCKED_DOWN:
		return unsigned_words(ctx, facts, "is locked down (/sys/kernel/security/lockdown)");
	case CAUSE_MODULES_DISABLED:
		return format_text("%s is not loaded, and nothing can be loaded until the next boot "
				   "(kernel.modules_disabled=1)", name);
	case CAUSE_MODULE_DENIED:
		return deny_words(facts);
	case CAUSE_MODULE_DENIED_AT_BOOT:
		return boot_deny_words(facts);
	case CAUSE_MODULE_DENIED_BY_POLICY:
		return format_text("a security policy (SELinux or IMA) prevents %s from loading "
				   "into kernel %s", name, release);
	case CAUSE_MODULE_LOAD_NOT_PERMITTED:
		if (facts->policy.capable)
			return format_text("loading %s is not permitted here: a seccomp filter or "
					   "a security module prevents it", name);
		return format_text("loading %s is not permitted here: this process lacks "
				   "CAP_SYS_MODULE%s", name,
				   facts->policy.user ? ", because it does not run as root" : "");
	case CAUSE_MODULE_INSTALL_FAILED:
		return install_words(facts, facts->load.timeout ? "does not end" : "fails");
	case CAUSE_MODULE_INSTALL_VOID:
		return install_words(facts, "succeeds and loads nothing");
	case CAUSE_MODULE_OPTION_BAD:
		return option_words(facts);
	case CAUSE_MODULE_LOAD_FAILED:
		if (facts->load.timeout)
			return format_text("loading %s into kernel %s did not end within its time "
					   "limit", name, release);
		return format_text("kernel %s refused to load %s: %s (%s)", release,
				   facts->lookup.path[0] ? facts->lookup.path : name,
				   strerror(-facts->load.error), errno_name(-facts->load.error));
	case CAUSE_MODULE_LOAD_VOID:
		return format_text("loading %s was reported as successful, but kernel %s does not "
				   "have it", name, release);
	case CAUSE_KERNEL_WITHOUT_MODULES:
		return format_text("kernel %s was built without module support and without %s", release,
				   name);
	default:
		return NULL;
	}
}

/*
 * Who built a kernel that no package of the distribution has, and which one to boot; "" of all
 * others.
 */
static char *origin_words(const struct context *ctx, const struct module_facts *facts,
			  const struct kernel_package *package)
{
	_cleanup_free_ char *other =
		facts->other ? format_text("kernel %s, which is installed and has %s", facts->other,
					   facts->name)
			     : xstrdup("a kernel of the distribution");
	struct os_release os;

	host_os_release(ctx->root, &os);
	if (package->origin == KERNEL_OF_DISTRIBUTION)
		return xstrdup("");
	if (*package->owner)
		return format_text("; it is the kernel of the package %s, which has no %s%s%s",
				   package->owner, facts->name, facts->other ? ": boot " : "",
				   facts->other ? other : "");
	if (package->origin == KERNEL_FOREIGN)
		return format_text("; it was not built by %s: build it with %s, or boot %s",
				   *os.name ? os.name : os.id, facts->name, other);
	return format_text("; it was not built by %s and is not installed here, so the provider of "
			   "this machine boots it: their setting has to boot %s",
			   *os.name ? os.name : os.id, other);
}

char *module_words(const struct context *ctx, const struct module_facts *facts, enum cause_id cause)
{
	_cleanup_free_ char *words = file_words(ctx, facts, cause), *origin = NULL;
	struct kernel_package package;

	if (!words)
		words = refusal_words(ctx, facts, cause);
	/*
	 * Only a cause that lies in the kernel as it was built, or in its package, has more to it.
	 */
	if (!words || (!facts->container[0] && !module_package_brings(cause) &&
		       cause != CAUSE_KERNEL_WITHOUT_MODULES))
		return TAKE(words);
	if (facts->container[0])
		return format_text("%s; this is a container (%s), and the kernel is that of its host",
				   words, facts->container);
	kernel_package_find(ctx, facts->name, &package);
	if (cause == CAUSE_MODULE_TREE_GONE && package.origin != KERNEL_FROM_OUTSIDE)
		return TAKE(words);
	origin = origin_words(ctx, facts, &package);
	if (cause == CAUSE_MODULE_TREE_GONE)
		return format_text("kernel %s has no module tree in /lib/modules, and so no %s%s",
				   ctx->release, facts->name, origin);
	return format_text("%s%s", words, origin);
}
