/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command that brings a kernel module back on this very node. */
#include "config.h"

#include "bootloader/remedy.h"
#include "core/remedy.h"
#include "module/facts.h"
#include "system/host.h"
#include "text/quote.h"

/* Comment a line of modprobe.d out; a vendor's file is overridden by one of its name in /etc. */
static struct remedy comment_out(enum remedy_kind kind, const struct module_line *line)
{
	_cleanup_free_ char *word = quote_shell(line->file);
	_cleanup_free_ char *name = quote_shell(strrchr(line->file, '/') + 1);

	if (text_starts(line->file, "/etc/"))
		return remedy_format(kind, "sed -i %us/^/#/ %s", line->line.line, word);
	return remedy_format(kind, "sed %us/^/#/ %s > /etc/modprobe.d/%s", line->line.line, word,
			     name);
}

struct remedy package_command(const struct context *ctx, const struct kernel_package *package)
{
	struct remedy remedy;

	if (!*package->command)
		return (struct remedy){0};
	if (package->kind == REMEDY_REBOOT)
		return remedy_reboot("%s", package->command);
	remedy = remedy_format(package->kind, "%s", package->command);
	if (package->manager == PACKAGES_UNKNOWN)
		return remedy_explain(remedy, "a decision for whoever set which modules the node "
					      "may load: it may load this one");
	if (package->kind == REMEDY_DECISION)
		return remedy_explain(remedy,
				      "a decision for whoever chose %s-base: it is removed, for "
				      "%s takes its place%s",
				      package->package, package->package, remedy_then_reboot(ctx));
	/* The archive of a distribution keeps the newest release only. */
	if (!*package->newest)
		return remedy;
	return remedy_explain(remedy, "if the archive no longer has it, install the newest kernel "
				      "instead (%s)%s", package->newest, remedy_then_reboot(ctx));
}

/*
 * A kernel that is not booted from here is chosen elsewhere: by a provider, or a virtual machine's
 * host.
 */
static struct remedy explain_outside(const struct context *ctx, struct remedy remedy)
{
	return remedy_explain(remedy, "if the provider of this machine boots a kernel of its own, "
				      "its setting has to change as well%s",
			      remedy_then_reboot(ctx));
}

/* Where no package has it, another kernel that is installed and has it is booted. */
static struct remedy package_remedy(const struct context *ctx, const struct module_facts *facts)
{
	struct kernel_package package;
	struct remedy remedy;

	kernel_package_find(ctx, facts->name, &package);
	if (*package.command || !facts->other)
		return package_command(ctx, &package);
	remedy = boot_remedy(ctx, facts->other);
	return package.origin == KERNEL_FROM_OUTSIDE ? explain_outside(ctx, remedy) : remedy;
}

static struct remedy tree_remedy(const struct context *ctx, const struct module_facts *facts)
{
	struct kernel_package package;

	kernel_package_find(ctx, facts->name, &package);
	if (facts->live && facts->others && *facts->others && package.origin != KERNEL_FROM_OUTSIDE)
		return remedy_explain(remedy_format(REMEDY_REBOOT, "reboot"),
				      "drain the node before");
	return package_remedy(ctx, facts);
}

/* A kernel that was built without modules is replaced by the newest of the distribution. */
static struct remedy other_kernel_remedy(const struct context *ctx, const struct module_facts *facts)
{
	char architecture[DPKG_ARCHITECTURE_SIZE];
	struct kernel_package package;
	const char *metapackage = NULL;
	struct remedy remedy = {0};
	struct os_release os;

	kernel_package_find(ctx, facts->name, &package);
	if (*package.upgrade)
		return remedy_reboot("%s", package.upgrade);
	host_os_release(ctx->root, &os);
	if (facts->other)
		remedy = boot_remedy(ctx, facts->other);
	else if (text_equal(os.id, "debian") && package_architecture(ctx, architecture) == 0)
		metapackage = kernel_package_debian(architecture);
	if (metapackage)
		remedy = remedy_reboot(APT_INSTALL " %s", metapackage);
	return package.origin == KERNEL_FROM_OUTSIDE ? explain_outside(ctx, remedy) : remedy;
}

static struct remedy option_remedy(const struct context *ctx, const struct module_facts *facts)
{
	if (facts->options.line.kind && (!facts->option_parameters[0] ||
					 text_equal(facts->options.module, facts->name)))
		return comment_out(REMEDY_EDIT, &facts->options);
	return cmdline_remedy(ctx, facts->option_parameters, "");
}

/*
 * Whoever wrote the line did so on purpose. libkmod can refuse a module without a line that we
 * find.
 */
static struct remedy allow_line(const struct module_line *line, const char *module)
{
	if (!line->line.kind)
		return (struct remedy){0};
	return remedy_explain(comment_out(REMEDY_DECISION, line),
			      "a decision for whoever wrote that line: it lets every program load "
			      "%s again", module);
}

static struct remedy boot_deny_remedy(const struct context *ctx, const struct module_facts *facts)
{
	char without[CMDLINE_PARAMETER_SIZE];
	struct remedy remedy;

	cmdline_list_without(facts->deny_parameter, facts->denied, without);
	remedy = cmdline_remedy(ctx, facts->deny_parameter, without);
	remedy.kind = remedy.command ? REMEDY_DECISION : REMEDY_NONE;
	return remedy_explain(remedy, "a decision for whoever set the kernel command line: it lets "
				      "the kernel load %s again%s",
			      facts->denied, remedy_then_reboot(ctx));
}

char *module_persist_command(const struct context *ctx, const char *module, const char *file)
{
	_cleanup_free_ char *text = NULL;
	size_t size;

	/* Where the last line has no line end, echo would add to that line. */
	if (sysroot_read(ctx->root, file, SYSROOT_TEXT_MAX, &text, &size) == 0 && size > 0 &&
	    text[size - 1] != '\n')
		return format_text("printf '\\n%s\\n' >> %s", module, file);
	return format_text("echo %s >> %s", module, file);
}

/*
 * modules-load.d is read before sysctl.d: what it names is loaded before loading is switched off.
 */
static struct remedy disabled_remedy(const struct context *ctx, const struct module_facts *facts)
{
	_cleanup_free_ char *file = format_text("/etc/modules-load.d/%s.conf", facts->name);
	_cleanup_free_ char *command = module_persist_command(ctx, facts->name, file);

	return remedy_reboot("%s", command);
}

static struct remedy permission_remedy(const struct module_facts *facts)
{
	if (facts->policy.user)
		return remedy_format(REMEDY_NONE, "sudo kubelet-preflight gate");
	return remedy_explain(remedy_format(REMEDY_DECISION,
					    "systemctl revert kubelet-preflight.service && "
					    "systemctl start kubelet-preflight.service"),
			      "a decision for whoever changed the unit: it removes all their "
			      "changes, and the gate may load modules again");
}

static struct remedy other_remedy(const struct context *ctx, const struct module_facts *facts)
{
	struct remedy remedy = facts->other ? boot_remedy(ctx, facts->other) : (struct remedy){0};

	return remedy.command ? remedy : package_remedy(ctx, facts);
}

static struct remedy decompress_remedy(const struct context *ctx, const char *program)
{
	const char *ending = text_equal(program, "gzip") ? "gz" : text_equal(program, "xz") ? "xz" : "zst";

	return remedy_format(REMEDY_SAFE,
			     "find /lib/modules/%s/ -name '*.ko.%s' -exec %s -d%s {} + && "
			     "depmod %s", ctx->release, ending, program,
			     text_equal(program, "zstd") ? " -q --rm" : "", ctx->release);
}

static struct remedy live_remedy(const struct context *ctx, const struct module_facts *facts,
				 enum cause_id cause)
{
	switch (cause) {
	case CAUSE_MODULE_TREE_GONE:
		return tree_remedy(ctx, facts);
	case CAUSE_MODULE_INDEX_MISSING:
	case CAUSE_MODULE_INDEX_STALE:
	case CAUSE_MODULE_INDEX_DAMAGED:
		return remedy_format(REMEDY_SAFE, "depmod %s", ctx->release);
	case CAUSE_MODULE_IN_OTHER_KERNEL:
		return other_remedy(ctx, facts);
	case CAUSE_MODULE_COMPRESSION_UNKNOWN:
		return decompress_remedy(ctx, facts->bad.compression);
	case CAUSE_MODULES_DISABLED:
		return disabled_remedy(ctx, facts);
	case CAUSE_MODULE_DENIED:
		return allow_line(&facts->deny, facts->name);
	case CAUSE_MODULE_DENIED_AT_BOOT:
		return boot_deny_remedy(ctx, facts);
	case CAUSE_MODULE_DENIED_BY_POLICY:
		return remedy_format(REMEDY_SAFE, "restorecon -R /lib/modules/%s", ctx->release);
	case CAUSE_MODULE_LOAD_NOT_PERMITTED:
		return permission_remedy(facts);
	case CAUSE_MODULE_INSTALL_FAILED:
	case CAUSE_MODULE_INSTALL_VOID:
		return allow_line(&facts->install, facts->name);
	case CAUSE_MODULE_OPTION_BAD:
		return option_remedy(ctx, facts);
	case CAUSE_KERNEL_WITHOUT_MODULES:
		return other_kernel_remedy(ctx, facts);
	default: /* the file itself: not there, damaged, or not this kernel's */
		return package_remedy(ctx, facts);
	}
}

/*
 * What is loaded there is there for the container as well. No command is printed where the load
 * would fail there, too.
 */
static struct remedy host_remedy(const struct context *ctx, const struct module_facts *facts,
				 enum cause_id cause)
{
	switch (cause) {
	case CAUSE_KERNEL_WITHOUT_MODULES:
	case CAUSE_MODULE_FILE_DAMAGED:
	case CAUSE_MODULE_DENIED_AT_BOOT:
	case CAUSE_MODULE_UNSIGNED:
	case CAUSE_MODULE_SIGNATURE_REJECTED:
	case CAUSE_MODULE_SYMBOLS_DIFFER:
	case CAUSE_KERNEL_LOCKED_DOWN:
	case CAUSE_MODULES_DISABLED:
		return (struct remedy){0};
	case CAUSE_MODULE_INDEX_MISSING:
	case CAUSE_MODULE_INDEX_STALE:
	case CAUSE_MODULE_INDEX_DAMAGED:
		return remedy_explain(remedy_format(REMEDY_ELSEWHERE, "depmod %s", ctx->release),
				      "on the host of this container (%s)", facts->container);
	default:
		return remedy_explain(remedy_format(REMEDY_ELSEWHERE, "modprobe %s", facts->name),
				      "on the host of this container (%s), which loads it at each boot "
				      "with a file in its /etc/modules-load.d",
				      facts->container);
	}
}

struct remedy module_remedy(const struct context *ctx, const struct module_facts *facts,
			    enum cause_id cause)
{
	if (facts->container[0])
		return host_remedy(ctx, facts, cause);
	return remedy_for_root(ctx, live_remedy(ctx, facts, cause));
}

struct remedy module_remedy_library(const struct context *ctx)
{
	static const struct library_install rows[] = {
		{"debian", APT_INSTALL " --reinstall libkmod2"},
		{"suse", "zypper -n install --force libkmod2"},
		{"fedora", "dnf -y reinstall kmod-libs"},
		{"rhel", "dnf -y reinstall kmod-libs"},
	};

	return remedy_library(ctx, rows, ARRAY_SIZE(rows));
}
