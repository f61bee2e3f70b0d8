/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the plugins on the disk know the version that the network asks for. */
#include "config.h"

#include <errno.h>

#include "checks/cni_binary.h"
#include "checks/cni_versions.h"
#include "formats/elf.h"
#include "formats/version_text.h"

/* Bytes of a plugin; those of the project have 2 to 8 MiB, and a larger one is not read. */
#define PLUGIN_SIZE_MAX (16 * 1024 * 1024)
#define WINDOW_SIZE     (64 * 1024)

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

/* A plugin's file in windows: see formats/version_text.h. */
struct file {
	int fd;
	off_t size;
	char window[VERSION_TEXT_CONTEXT + WINDOW_SIZE];
};

static void close_file(struct file **file)
{
	if (*file && (*file)->fd >= 0)
		close((*file)->fd);
	free(*file);
}

static ssize_t read_at(struct file *file, off_t place, size_t size)
{
	ssize_t got;

	do
		got = pread(file->fd, file->window, size, place);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* The window whose new bytes begin at place; the length of it all, or -errno. */
static ssize_t read_window(struct file *file, off_t place, size_t *ret_context)
{
	size_t context = place < VERSION_TEXT_CONTEXT ? (size_t)place : VERSION_TEXT_CONTEXT;

	*ret_context = context;
	return read_at(file, place - (off_t)context, context + WINDOW_SIZE);
}

/* 1 when the version stands between the two places, 0 when not, -errno. */
static int search(struct file *file, off_t from, off_t to, const char *version)
{
	for (; from < to; from += WINDOW_SIZE) {
		size_t context;
		ssize_t length = read_window(file, from, &context);

		if (length <= (ssize_t)context)
			return (int)(length < 0 ? length : 0);
		if (version_text_has(file->window, context, (size_t)length, version))
			return 1;
	}
	return 0;
}

/* 1 when it shows that it answers out of texts of its own, 0 when not, -errno. */
static int shows_evidence(struct file *file)
{
	unsigned int seen = 0;

	for (off_t place = 0; place < file->size; place += WINDOW_SIZE) {
		size_t context;
		ssize_t length = read_window(file, place, &context);

		if (length < 0)
			return (int)length;
		seen |= version_text_evidence(file->window, (size_t)length);
		if (seen == VERSION_TEXT_EVIDENCE)
			return 1;
	}
	return 0;
}

/*
 * Whether the plugin cannot know the version: 1, 0 or -errno. Nearly always it can, and the text is
 * found among the constants of the binary, a tenth into them, so that most of it is never read.
 */
static int lacks(struct file *file, const char *version)
{
	ssize_t head = read_at(file, 0, ELF_HEAD_SIZE);
	off_t constants = head < 0 ? 0 : (off_t)elf_constants(file->window, (size_t)head);
	int r = head < 0 ? (int)head : 0;

	if (constants < 0 || constants > file->size)
		constants = 0;
	if (r == 0)
		r = search(file, constants, file->size, version);
	if (r == 0)
		r = search(file, 0, constants, version);
	if (r != 0)
		return r < 0 ? r : 0;
	return shows_evidence(file);
}

static int open_plugin(const struct context *ctx, const char *path, struct file *file)
{
	struct stat status;

	file->fd = sysroot_open_file(ctx->root, path);
	if (file->fd < 0)
		return file->fd;
	if (fstat(file->fd, &status) < 0)
		return -errno;
	file->size = status.st_size;
	return file->size > PLUGIN_SIZE_MAX ? -EFBIG : 0;
}

/* The newest version of the list from *index on that the file may know goes into *index. */
static int search_versions(struct file *file, size_t *index)
{
	int r = 1;

	while (r > 0 && *index < ARRAY_SIZE(versions) - 1) {
		r = lacks(file, versions[*index]);
		if (r > 0)
			(*index)++;
	}
	return r < 0 ? r : 0;
}

static int look_at(const struct context *ctx, const struct cni_binary *binary, size_t *index)
{
	_cleanup_(close_file) struct file *file = NULL;
	size_t known = *index;
	int r;

	if (binary->state != CNI_BINARY_SOUND)
		return 0;
	file = malloc(sizeof(*file));
	if (!file)
		return -ENOMEM;
	r = open_plugin(ctx, binary->path, file);
	if (r == 0)
		r = search_versions(file, &known);
	if (r < 0)
		return cni_error_is_ours(r) ? r : 0;
	*index = known;
	return 0;
}

static int report_old(const struct context *ctx, const struct cni_directory *directory,
		      const char *version, char *const *types, const char *known,
		      enum verdict verdict, struct report *report)
{
	_cleanup_free_ char *joined = strv_join(types, ", ");
	_cleanup_free_ char *word = cni_shell_path(ctx, directory->file);
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

int cni_versions_look(const struct context *ctx, const struct cni_directory *directory,
		      const char *version, const struct cni_needs *needs,
		      const struct cni_binary *binaries, enum verdict verdict,
		      struct report *report)
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
		r = look_at(ctx, &binaries[i], &known);
		if (r == 0 && known > wanted)
			r = strv_append(&types, plugin->type);
		if (r < 0)
			return r;
		oldest = known > oldest ? known : oldest;
	}
	return types ? report_old(ctx, directory, version, types, versions[oldest], verdict,
				  report) : 0;
}
