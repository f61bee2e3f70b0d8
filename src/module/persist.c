/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Check "persist": a modules-load.d file names the module, so that the next boot loads it early;
 * the gate writes one when none does. It never holds a node back: this boot does not depend on it.
 */
#include "config.h"

#include <errno.h>

#include "core/remedy.h"
#include "module/facts.h"
#include "system/dropins.h"
#include "system/durable.h"
#include "system/host.h"
#include "text/module_name.h"

#define OUR_DIRECTORY "/etc/modules-load.d"
#define OUR_NAME      "kubelet-preflight.conf"
#define OUR_FILE      OUR_DIRECTORY "/" OUR_NAME

/* The order of modules-load.d(5): the first directory that has a name wins. */
static const char *const directories[] = {
	"/etc/modules-load.d", "/run/modules-load.d", "/usr/local/lib/modules-load.d",
	"/usr/lib/modules-load.d", "/lib/modules-load.d", NULL,
};

bool modules_load_names(const char *text, const char *module)
{
	static const char blanks[] = " \t\r", link_alias[] = "rtnl-link-";

	for (; *text; text = text_next_line(text)) {
		const char *name = text + strspn(text, blanks);
		size_t length = text_line_length(name, blanks);
		size_t alias = text_starts(name, link_alias) ? strlen(link_alias) : 0;

		/* A comment, "#" or ";" at its start, is the name of no module. */
		if (module_name_equal_n(name, length, module) ||
		    (length > alias && module_name_equal_n(name + alias, length - alias, module)))
			return true;
	}
	return false;
}

/*
 * 1 where a file names the module, 0 where none does, -EACCES or -EPERM where a file that may name
 * it cannot be read for want of permission. A masked file (a link to /dev/null) names nothing, as
 * for systemd; nor does one that cannot be read at all.
 */
static int named(const struct context *ctx, char *const *paths, const char *module)
{
	int denied = 0;

	for (char *const *path = paths; *path; path++) {
		_cleanup_free_ char *text = NULL;
		int r = sysroot_read(ctx->root, *path, SYSROOT_TEXT_MAX, &text, NULL);

		if (r == 0 && modules_load_names(text, module))
			return 1;
		if (r == -EACCES || r == -EPERM)
			denied = r;
	}
	return denied;
}

/* True when the administrator masked our file: a symlink, or a file without a byte. */
static bool masked(const struct context *ctx)
{
	struct stat status;

	if (sysroot_lstat(ctx->root, OUR_FILE, &status) < 0)
		return false;
	return S_ISLNK(status.st_mode) || (S_ISREG(status.st_mode) && status.st_size == 0);
}

static int write_file(const struct context *ctx, const char *module)
{
	static const char head[] = "# Written by kubelet-preflight: the pods of this node need it.\n";
	_cleanup_free_ char *old = NULL, *text = NULL;
	size_t size = 0;
	int r = sysroot_read(ctx->root, OUR_FILE, SYSROOT_TEXT_MAX, &old, &size);

	if (r < 0 && r != -ENOENT)
		return r;
	/* named() could not read it a moment ago, or another gate has just written it. */
	if (old && modules_load_names(old, module))
		return 0;
	text = format_text("%s%s%s\n", old ? old : head,
			   size > 0 && old[size - 1] != '\n' ? "\n" : "", module);
	return durable_write(ctx->root, OUR_DIRECTORY, OUR_NAME, text, strlen(text), 0644);
}

/* The command that removes downloaded packages; "" where the tool is not known. */
static const char *clean_command(const struct context *ctx)
{
	static const struct {
		const char *id, *tool, *command;
	} cleaners[] = {
		{"debian", "/usr/bin/apt-get", "apt-get clean; "},
		{"suse", "/usr/bin/zypper", "zypper clean --all; "},
		{"fedora", "/usr/bin/dnf", "dnf clean all; "},
		{"rhel", "/usr/bin/dnf", "dnf clean all; "},
	};
	struct os_release os;

	host_os_release(ctx->root, &os);
	for (size_t i = 0; i < ARRAY_SIZE(cleaners); i++)
		if (os_release_is(&os, cleaners[i].id) &&
		    sysroot_exists(ctx->root, cleaners[i].tool))
			return cleaners[i].command;
	return "";
}

/*
 * What to remove from a full file system, and whether to write to a read-only one, a person
 * decides.
 */
static struct remedy write_remedy(const struct context *ctx, const char *module, int r)
{
	_cleanup_free_ char *command = module_persist_command(ctx, module, OUR_FILE);

	if (r == -ENOENT)
		return remedy_format(REMEDY_SAFE, "mkdir -p %s && %s", OUR_DIRECTORY, command);
	if (r == -EROFS)
		return remedy_explain(
			remedy_format(REMEDY_DECISION, "mount -o remount,rw / && %s", command),
			"a decision for whoever made / read-only: it can be written until the next "
			"boot");
	if (r == -ENOSPC)
		return remedy_explain(
			remedy_format(REMEDY_DECISION, "df /etc; %s%s", clean_command(ctx),
				      command),
			"a decision for whoever runs the node: what may be removed from a full "
			"file system");
	return remedy_format(REMEDY_SAFE, "%s", command);
}

static void report_write(const struct context *ctx, struct report *report, const char *module,
			 int r)
{
	_cleanup_remedy_ struct remedy remedy =
		r < 0 ? write_remedy(ctx, module, r) : (struct remedy){0};

	if (r == 0)
		report_pass(report, check_persist.name, module, "written to %s", OUR_FILE);
	else
		report_cause(report, check_persist.name, CAUSE_PERSIST_NOT_WRITTEN, module, &remedy,
			     "%s could not be written: %s; the next boot loads %s late", OUR_FILE,
			     strerror(-r), module);
}

static void check_named(const struct context *ctx, struct report *report, char *const *paths,
			const char *module)
{
	_cleanup_free_ char *file = format_text("/etc/modules-load.d/%s.conf", module);
	_cleanup_remedy_ struct remedy name = remedy_for_root(
		ctx, remedy_take(REMEDY_SAFE, module_persist_command(ctx, module, file)));
	_cleanup_remedy_ struct remedy unmask = remedy_for_root(
		ctx, remedy_explain(remedy_format(REMEDY_DECISION, "rm " OUR_FILE),
				    "a decision for whoever masked the file: without the mask "
				    "the gate writes it, and the next boots load the module early"));
	int is_named = named(ctx, paths, module);

	if (is_named > 0)
		report_pass(report, check_persist.name, module, "named in modules-load.d");
	else if (is_named < 0 && !ctx->acts)
		report_cause(report, check_persist.name, CAUSE_PERSIST_NOT_WRITTEN, module, NULL,
			     "whether modules-load.d names %s is not known: %s", module, strerror(-is_named));
	else if (masked(ctx))
		report_cause(report, check_persist.name, CAUSE_PERSIST_MASKED, module, &unmask,
			     "no modules-load.d file names %s, and %s is masked: left as it is",
			     module, OUR_FILE);
	else if (!ctx->settings->persist)
		report_cause(report, check_persist.name, CAUSE_PERSIST_MISSING, module, &name,
			     "no modules-load.d file names %s, and the settings say Persist=no",
			     module);
	else if (!ctx->acts)
		report_skip(report, check_persist.name, module,
			    "no modules-load.d file names %s yet; the gate writes %s", module, OUR_FILE);
	else
		report_write(ctx, report, module, write_file(ctx, module));
}

static void check_one(const struct context *ctx, struct report *report, char *const *paths,
		      const char *module)
{
	_cleanup_facts_ struct module_facts facts = {0};
	enum cause_id cause;
	int r = module_look(ctx, module, false, &facts, &cause);

	if (r < 0)
		report_cause(report, check_persist.name, CAUSE_PERSIST_NOT_WRITTEN, module, NULL,
			     "the state of %s could not be read: %s", module, sysroot_strerror(r));
	else if (r == MODULE_ANSWER_BUILT_IN)
		report_skip(report, check_persist.name, module, "%s built in: nothing to load", module);
	else if (r == MODULE_ANSWER_FAULT || (ctx->acts && r != MODULE_ANSWER_LOADED))
		report_skip(report, check_persist.name, module,
			    ctx->kernel ? "%s is not loaded" : "%s cannot be loaded", module);
	else
		check_named(ctx, report, paths, module);
}

static int run(const struct context *ctx, struct report *report)
{
	_cleanup_strv_ char **paths = NULL;
	int r = dropins_list(ctx->root, directories, ".conf", &paths);

	if (r < 0) {
		report_cause(report, check_persist.name, CAUSE_PERSIST_NOT_WRITTEN, NULL, NULL,
			     "the modules-load.d directories could not be read: %s",
			     sysroot_strerror(r));
		return 0;
	}
	if (!*ctx->settings->modules)
		report_skip(report, check_persist.name, NULL, "the settings require no module");
	for (char **module = ctx->settings->modules; *module; module++)
		check_one(ctx, report, paths, *module);
	return 0;
}

const struct check check_persist = {
	.name = "persist",
	.title = "Module at boot",
	.blind = CAUSE_PERSIST_NOT_WRITTEN,
	.of_kernel = true,
	.run = run,
};
