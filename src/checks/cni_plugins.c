/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "cni-plugins": can each plugin that the CNI configuration names be executed? */
#include "config.h"

#include <errno.h>

#include "checks/cni_binary.h"
#include "checks/cni_directory.h"
#include "checks/cni_runtime.h"
#include "formats/quote.h"

/* containerd calls it for every pod, unless use_internal_loopback=true. */
static const char loopback[] = "loopback";

/* FAIL for a plugin of the configuration; a WARN for the one that containerd can do without. */
static int report_fault(const struct context *ctx, const struct cni_runtime *runtime,
			const struct cni_binary *binary, const char *file, bool required, struct report *report)
{
	_cleanup_free_ char *type = quote_message(binary->type);
	_cleanup_free_ char *remedy = cni_binary_remedy(ctx, runtime->bin_dirs, binary, file);
	enum cause_id cause = binary->state == CNI_BINARY_MISSING ? CAUSE_CNI_PLUGIN_MISSING
								  : CAUSE_CNI_PLUGIN_UNUSABLE;

	if (!type || !remedy)
		return -ENOMEM;
	if (binary->state == CNI_BINARY_UNKNOWN)
		report_cause(report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN, type, remedy,
			     "%s: %s", type, binary->fault);
	else
		report_cause_as(report, check_cni_plugins.name, cause,
				required ? cni_verdict(ctx) : VERDICT_WARN, type, remedy,
				"%s: %s; %s", type, binary->fault,
				required ? "every pod needs it to get its network"
					 : "containerd needs it for every pod, unless its settings "
					   "say use_internal_loopback=true");
	return 0;
}

/* *ret_sound becomes false when the plugin is not. */
static int check_type(const struct context *ctx, const struct cni_runtime *runtime,
		      const char *type, const char *file, bool required, struct report *report,
		      bool *ret_sound)
{
	_cleanup_(cni_binary_free) struct cni_binary binary = {0};
	int r = cni_binary_look(ctx, runtime->bin_dirs, type, &binary);

	if (r < 0)
		return r;
	if (binary.state == CNI_BINARY_SOUND)
		return 0;
	*ret_sound = false;
	return report_fault(ctx, runtime, &binary, file, required, report);
}

static bool is_repeated(const struct cni_config *config, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (text_equal(config->plugins[i].type, config->plugins[index].type))
			return true;
	return false;
}

static bool names_loopback(const struct cni_config *config)
{
	for (size_t i = 0; i < config->count; i++)
		if (text_equal(config->plugins[i].type, loopback))
			return true;
	return false;
}

static int report_sound(const struct cni_runtime *runtime, const struct cni_directory *directory,
			struct report *report)
{
	_cleanup_free_ char *types = cni_directory_types(directory);
	_cleanup_free_ char *dirs = strv_join(runtime->bin_dirs, ", ");
	_cleanup_free_ char *quoted = dirs ? quote_message(dirs) : NULL;

	if (!types || !quoted)
		return -ENOMEM;
	report_pass(report, check_cni_plugins.name, types, "%s executable, from %s", types, quoted);
	return 0;
}

static int check_plugins(const struct context *ctx, const struct cni_runtime *runtime,
			 const struct cni_directory *directory, struct report *report)
{
	const struct cni_config *config = &directory->config;
	bool sound = true, unused;
	int r;

	for (size_t i = 0; i < config->count; i++) {
		if (is_repeated(config, i))
			continue;
		r = check_type(ctx, runtime, config->plugins[i].type, directory->file, true, report,
			       &sound);
		if (r < 0)
			return r;
	}
	if (sound && (r = report_sound(runtime, directory, report)) < 0)
		return r;
	if (!runtime->needs_loopback || names_loopback(config))
		return 0;
	return check_type(ctx, runtime, loopback, directory->file, false, report, &unused);
}

static int look(const struct context *ctx, const struct cni_directory *directory,
		struct report *report)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_free_ char *fault = NULL;
	int r = cni_runtime_find(ctx, &runtime, &fault);

	return r < 0 ? r : check_plugins(ctx, &runtime, directory, report);
}

static int run(const struct context *ctx, struct report *report)
{
	_cleanup_(cni_directory_free) struct cni_directory directory = {0};
	int r = cni_directory_read(ctx, &directory);

	if (r < 0)
		return r;
	switch (directory.state) {
	case CNI_SOUND:
		return look(ctx, &directory, report);
	case CNI_ABSENT:
		report_skip(report, check_cni_plugins.name, NULL,
			    "no configuration in %s names a plugin", directory.path);
		break;
	case CNI_INVALID:
	case CNI_UNREADABLE:
		report_skip(report, check_cni_plugins.name, directory.path,
			    "not looked at: %s is broken (see check cni-config)", directory.path);
		break;
	case CNI_UNKNOWN:
		report_cause(report, check_cni_plugins.name, CAUSE_CNI_UNKNOWN, directory.path,
			     directory.remedy, "%s could not be read: %s", directory.path,
			     directory.fault);
		break;
	}
	return 0;
}

const struct check check_cni_plugins = {
	.name = "cni-plugins",
	.title = "CNI plugins",
	.blind = CAUSE_CNI_UNKNOWN,
	.run = run,
};
