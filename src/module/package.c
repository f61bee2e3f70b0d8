/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Check "package": the package that carries the modules of this kernel. It is a remedy and a
 * warning, never a reason to hold back a node whose kernel does what is asked of it.
 */
#include "config.h"

#include <errno.h>

#include "core/remedy.h"
#include "module/facts.h"
#include "system/host.h"

#define DPKG_STATUS_MAX (64 * 1024 * 1024) /* a node has 1 to 5 MB */

static const char blanks[] = " \t\r";

/* The next stanza of a package. *text is moved behind its name; NULL when there is none. */
static const char *next_stanza(const char **text, const char *package)
{
	_cleanup_free_ char *name = format_text("Package: %s", package);
	const char *stanza = *text;

	while (**text) {
		const char *line = *text;
		size_t length = text_line_length(line, blanks);

		*text = text_next_line(line);
		if (length == 0)
			stanza = *text;
		else if (length == strlen(name) && strncmp(line, name, length) == 0)
			return stanza;
	}
	return NULL;
}

/* The line of a field in a stanza, and its length; NULL when it has none. */
static const char *field_line(const char *stanza, const char *field, size_t *ret_length)
{
	for (; (*ret_length = text_line_length(stanza, blanks)); stanza = text_next_line(stanza))
		if (text_starts(stanza, field))
			return stanza;
	return NULL;
}

bool dpkg_status_installed(const char *text, const char *package)
{
	static const char installed[] = " installed";
	const char *stanza;

	while ((stanza = next_stanza(&text, package))) {
		size_t length;
		const char *line = field_line(stanza, "Status: ", &length);

		if (line && length > strlen(installed) &&
		    text_starts(line + length - strlen(installed), installed))
			return true;
	}
	return false;
}

bool dpkg_status_architecture(const char *text, char ret[static DPKG_ARCHITECTURE_SIZE])
{
	static const char field[] = "Architecture: ";
	const char *stanza;

	while ((stanza = next_stanza(&text, "dpkg"))) {
		size_t length, key = strlen(field);
		const char *line = field_line(stanza, field, &length);

		if (!line || length <= key || length - key >= DPKG_ARCHITECTURE_SIZE)
			continue;
		snprintf(ret, DPKG_ARCHITECTURE_SIZE, "%.*s", (int)(length - key), line + key);
		return true;
	}
	return false;
}

/*
 * dpkg keeps PACKAGE.md5sums for as long as a package is installed (only .list and .postrm outlive
 * it), so that one look answers for most.
 */
int package_installed(const struct context *ctx, const char *package, bool thorough)
{
	_cleanup_free_ char *sums = format_text("/var/lib/dpkg/info/%s.md5sums", package);
	_cleanup_free_ char *stanza = format_text("/var/lib/dpkg/status.d/%s", package);
	_cleanup_free_ char *status = NULL;
	int r;

	if (sysroot_exists(ctx->root, sums) || sysroot_exists(ctx->root, stanza))
		return 1;
	if (!thorough)
		return 0;
	r = sysroot_read(ctx->root, "/var/lib/dpkg/status", DPKG_STATUS_MAX, &status, NULL);
	if (r == -ENOENT)
		return 0;
	return r < 0 ? r : dpkg_status_installed(status, package);
}

int package_architecture(const struct context *ctx, char ret[static DPKG_ARCHITECTURE_SIZE])
{
	_cleanup_free_ char *status = NULL;
	int r = sysroot_read(ctx->root, "/var/lib/dpkg/status", DPKG_STATUS_MAX, &status, NULL);

	if (r < 0)
		return r;
	return dpkg_status_architecture(status, ret) ? 0 : -ENOENT;
}

/* The kernel works. Warn where its next upgrade would come without the module. */
static void judge_working(const struct context *ctx, struct report *report,
			  const struct kernel_package *package, const char *module)
{
	const char *last = strrchr(package->newest, ' '), *metapackage = last ? last + 1 : "";
	int installed = package_installed(ctx, package->package, !ctx->acts);
	_cleanup_remedy_ struct remedy remedy = {0};

	if (installed <= 0) {
		report_skip(report, check_package.name, package->package,
			    "no package is installed for kernel %s; none is needed", ctx->release);
		return;
	}
	if (!package->extra || package_installed(ctx, metapackage, !ctx->acts) != 0) {
		report_pass(report, check_package.name, package->package, "%s installed",
			    package->package);
		return;
	}
	remedy = remedy_for_root(ctx, remedy_format(REMEDY_SAFE, APT_INSTALL " %s", metapackage));
	report_cause(report, check_package.name, CAUSE_METAPACKAGE_MISSING, package->package,
		     &remedy,
		     "%s is installed but %s is not: the next kernel upgrade comes without %s",
		     package->package, metapackage, module);
}

static void judge_missing(const struct context *ctx, struct report *report,
			  const struct kernel_package *package, const char *module)
{
	bool dpkg = package->manager == PACKAGES_DPKG;
	int installed = dpkg ? package_installed(ctx, package->package, true) : 0;
	_cleanup_remedy_ struct remedy remedy = remedy_for_root(ctx, package_command(ctx, package));

	if (installed < 0) {
		report_cause(report, check_package.name, CAUSE_PACKAGE_UNKNOWN, package->package, NULL,
			     "/var/lib/dpkg/status could not be read: %s",
			     sysroot_strerror(installed));
		return;
	}
	if (installed == 1)
		report_cause(report, check_package.name, CAUSE_PACKAGE_INCOMPLETE, package->package,
			     &remedy, "%s is installed, but the %s it ships cannot be used",
			     package->package, module);
	else if (dpkg)
		report_cause(report, check_package.name, CAUSE_PACKAGE_MISSING, package->package,
			     &remedy, "%s, which provides %s for kernel %s, is not installed",
			     package->package, module, ctx->release);
	else
		report_cause(report, check_package.name, CAUSE_PACKAGE_MISSING, package->package,
			     &remedy, "%s provides %s for kernel %s, but its files are missing",
			     package->package, module, ctx->release);
}

bool module_package_brings(enum cause_id cause)
{
	return cause == CAUSE_MODULE_NOT_SHIPPED || cause == CAUSE_MODULE_IN_OTHER_KERNEL ||
	       cause == CAUSE_MODULE_TREE_GONE || cause == CAUSE_MODULE_FILE_MISSING ||
	       cause == CAUSE_MODULE_DEPENDENCY_MISSING || cause == CAUSE_MODULE_FILE_DAMAGED;
}

/* The first module that its package could bring back, or NULL. */
static int find_missing(const struct context *ctx, const char **ret_name)
{
	*ret_name = NULL;
	for (char **name = ctx->settings->modules; *name && !*ret_name; name++) {
		_cleanup_facts_ struct module_facts facts = {0};
		enum cause_id cause;
		int r = module_look(ctx, *name, false, &facts, &cause);

		if (r < 0)
			return r;
		if (module_package_brings(cause))
			*ret_name = *name;
	}
	return 0;
}

/* No package is known: why not. */
static void skip_unknown(const struct context *ctx, struct report *report,
			 const struct os_release *os, const struct kernel_package *package)
{
	const char *system = *os->name ? os->name : os->id;

	if (package->manager == PACKAGES_UNKNOWN)
		report_skip(report, check_package.name, NULL, "kernel packages of %s are not known",
			    system);
	else if (*package->owner)
		report_skip(report, check_package.name, package->owner,
			    "the package of kernel %s, %s, does not have the module", ctx->release,
			    package->owner);
	else
		report_skip(report, check_package.name, NULL,
			    "no package of %s is known for kernel %s", system, ctx->release);
}

static void judge(const struct context *ctx, struct report *report, const char *missing)
{
	struct kernel_package package;
	struct os_release os;

	host_os_release(ctx->root, &os);
	/* The lists of dpkg are read only where something is missing, for that takes time. */
	if (missing)
		kernel_package_find(ctx, missing, &package);
	else
		kernel_package_by_release(&os, ctx->release, *ctx->settings->modules, &package);
	if (!*package.package)
		skip_unknown(ctx, report, &os, &package);
	else if (missing)
		judge_missing(ctx, report, &package, missing);
	else if (package.manager == PACKAGES_DPKG)
		judge_working(ctx, report, &package, *ctx->settings->modules);
	else
		report_skip(report, check_package.name, package.package,
			    "not needed; the database of %s was not read", os.id);
}

static int run(const struct context *ctx, struct report *report)
{
	const char *missing = NULL, *skip = NULL;
	char container[HOST_CONTAINER_SIZE];
	int r;

	if (!*ctx->settings->modules)
		skip = "the settings require no module";
	else if (!*ctx->release)
		skip = "no kernel here was installed by a package";
	if (skip) {
		report_skip(report, check_package.name, NULL, "%s", skip);
		return 0;
	}
	if (host_container(ctx->root, container)) {
		report_skip(report, check_package.name, NULL,
			    "the kernel packages are on the host of this container (%s)",
			    container);
		return 0;
	}
	r = find_missing(ctx, &missing);
	if (r < 0)
		report_cause(report, check_package.name, CAUSE_PACKAGE_UNKNOWN, ctx->release, NULL,
			     "the modules of kernel %s could not be read: %s", ctx->release,
			     sysroot_strerror(r));
	else
		judge(ctx, report, missing);
	return 0;
}

const struct check check_package = {
	.name = "package",
	.title = "Kernel package",
	.blind = CAUSE_PACKAGE_UNKNOWN,
	.of_kernel = true,
	.run = run,
};
