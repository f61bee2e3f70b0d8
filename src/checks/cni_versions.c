/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the plugins on the disk know the version that the network asks for. */
#include "config.h"

#include <errno.h>

#include "checks/cni_binary.h"
#include "checks/cni_versions.h"
#include "formats/version_text.h"
#include "formats/quote.h"

/* Bytes of a plugin; those of the project have 2 to 8 MiB, and a larger one is not read. */
#define PLUGIN_SIZE_MAX (16 * 1024 * 1024)

/* From new to old; the last is known to every plugin that is still in use. */
static const char *const versions[] = {"1.1.0", "1.0.0", "0.4.0"};

/* The place in the list; that of the last when it is another. */
static size_t find_version(const char *version)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(versions) - 1 && !text_equal(versions[i], version))
		i++;
	return i;
}

/* The newest version of the list from *index on that the plugin may know goes into *index. */
static int look_at(const struct context *ctx, const struct cni_runtime *runtime,
		   const struct cni_needed_plugin *plugin, size_t *index)
{
	_cleanup_(cni_binary_free) struct cni_binary binary = {0};
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = cni_binary_look(ctx, plugin->also_in, runtime->bin_dirs, plugin->type, &binary);

	if (r < 0 || binary.state != CNI_BINARY_SOUND)
		return r;
	r = sysroot_read(ctx->root, binary.path, PLUGIN_SIZE_MAX, &text, &size);
	if (r < 0)
		return cni_error_is_ours(r) ? r : 0;
	while (*index < ARRAY_SIZE(versions) - 1 &&
	       version_text_is_missing(text, size, versions[*index]))
		(*index)++;
	return 0;
}

static int report_old(const struct context *ctx, const struct cni_directory *directory,
		      const char *version, char *const *types, const char *known,
		      enum verdict verdict, struct report *report)
{
	_cleanup_free_ char *joined = strv_join(types, ", ");
	_cleanup_free_ char *whole = sysroot_display(ctx->root, directory->file);
	_cleanup_free_ char *word = whole ? quote_shell(whole) : NULL;
	_cleanup_free_ char *remedy = NULL;

	if (!joined || !word)
		return -ENOMEM;
	remedy = format_text("sed -i 's/\"%s\"/\"%s\"/' %s", version, known, word);
	if (!remedy)
		return -ENOMEM;
	report_cause_as(
		report, check_cni_plugins.name, CAUSE_CNI_CONFIG_UNWORKABLE, verdict,
		directory->path, remedy,
		"%s asks for CNI version %s, which the installed %s %s too old to know; they "
		"refuse every pod",
		directory->path, version, joined, types[1] ? "are" : "is");
	return 0;
}

int cni_versions_look(const struct context *ctx, const struct cni_runtime *runtime,
		      const struct cni_directory *directory, const char *version,
		      const struct cni_needs *needs, enum verdict verdict, struct report *report)
{
	size_t wanted = find_version(version), oldest = wanted;
	_cleanup_strv_ char **types = NULL;

	for (size_t i = 0; i < needs->plugin_count && wanted < ARRAY_SIZE(versions) - 1; i++) {
		const struct cni_needed_plugin *plugin = &needs->plugins[i];
		size_t known = wanted;
		int r;

		/* A delegate of multus has a version of its own; what nobody executes needs none. */
		if (plugin->also_in || !plugin->certain || !cni_binary_is_of_project(plugin->type))
			continue;
		r = look_at(ctx, runtime, plugin, &known);
		if (r == 0 && known > wanted)
			r = strv_append(&types, plugin->type);
		if (r < 0)
			return r;
		oldest = known > oldest ? known : oldest;
	}
	return types ? report_old(ctx, directory, version, types, versions[oldest], verdict,
				  report) : 0;
}
