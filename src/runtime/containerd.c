/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* containerd's configuration as it is on the node: the file, and what it imports. */
#include "config.h"

#include <errno.h>
#include <time.h>

#include "runtime/containerd.h"
#include "system/glob.h"

/* containerd_series_find(): how far apart the times of two shims of one build can be. */
#define BUILD_SPAN_S (24 * 60 * 60)

/* The directories that containerd is installed to, and the shims of runtime v1 and v2 there. */
static const struct {
	const char *directory, *v1, *v2;
} shims[] = {
	{"/usr/bin/", "/usr/bin/containerd-shim-runc-v1", "/usr/bin/containerd-shim-runc-v2"},
	{"/usr/local/bin/", "/usr/local/bin/containerd-shim-runc-v1",
	 "/usr/local/bin/containerd-shim-runc-v2"},
};

/* The files in the order in which containerd reads them. */
struct queue {
	char **paths;
	char **matched; /* those of a pattern: what has gone since does not match it */
	size_t next;
};

static void cleanup_queue(struct queue *queue)
{
	strv_free(queue->paths);
	strv_free(queue->matched);
}

/* Whether the shim v1 is there, and of the same containerd as the shim v2 beside it. */
static bool is_of_1(const struct context *ctx, const char *v1, const char *v2)
{
	struct stat first, second;

	if (sysroot_stat(ctx->root, v1, &first) < 0)
		return false;
	if (sysroot_stat(ctx->root, v2, &second) < 0)
		return true;
	return difftime(first.st_mtime, second.st_mtime) <= BUILD_SPAN_S &&
	       difftime(second.st_mtime, first.st_mtime) <= BUILD_SPAN_S;
}

const char *containerd_program(const char *command)
{
	return command + strspn(command, "@-:+!|");
}

/* The place in the list of the directory of the program that is started; its length for another. */
static size_t place_of(const char *command)
{
	size_t i = 0;

	while (command && i < ARRAY_SIZE(shims) &&
	       !text_starts(containerd_program(command), shims[i].directory))
		i++;
	return command ? i : ARRAY_SIZE(shims);
}

enum containerd_series containerd_series_find(const struct context *ctx, const char *command)
{
	size_t place = place_of(command);

	for (size_t i = 0; i < ARRAY_SIZE(shims); i++)
		if ((place == i || place == ARRAY_SIZE(shims)) &&
		    is_of_1(ctx, shims[i].v1, shims[i].v2))
			return CONTAINERD_1;
	return CONTAINERD_2;
}

bool containerd_is_disabled(const struct context *ctx)
{
	_cleanup_(containerd_files_free) struct containerd_files files = {.series = CONTAINERD_2};
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_strv_ char **imports = NULL;
	_cleanup_free_ char *text = NULL;
	struct toml_fault toml = {0};
	size_t size;
	int r = runtime_file_read(ctx, CONTAINERD_FILE, &text, &size, &fault);

	if (r > 0)
		containerd_files_add(&files, text, size, &imports, &toml);
	free(toml.words);
	return containerd_files_disabled(&files);
}

/* Each file once: what imports itself, by whatever way, is not read again. */
static int enqueue(struct queue *queue, const char *path, const char *importer,
		   struct runtime_fault *fault)
{
	if (strv_contains(queue->paths, path))
		return 0;
	if (strv_length(queue->paths) == RUNTIME_FILES_MAX)
		return runtime_file_blame(fault, importer, 0,
					  xstrdup("it imports more files than any node has"),
					  -E2BIG);
	strv_append(&queue->paths, path);
	return 0;
}

/* A path without "." and "..", without doubled slashes. */
static char *clean_path(const char *path)
{
	_cleanup_free_ char *copy = xstrdup(path);
	char *clean = xmalloc(strlen(path) + 2), *end = clean, *state = NULL;

	for (char *part = strtok_r(copy, "/", &state); part; part = strtok_r(NULL, "/", &state)) {
		if (text_equal(part, "."))
			continue;
		if (text_equal(part, "..")) {
			while (end > clean && *--end != '/')
				;
			continue;
		}
		*end++ = '/';
		end = stpcpy(end, part);
	}
	*end = '\0';
	return clean;
}

/*
 * An import as an absolute path: beside its importer. containerd 1.x takes a relative pattern from
 * its working directory, which is / for a service.
 */
static char *import_path(const char *import, const char *importer, enum containerd_series series)
{
	_cleanup_free_ char *path = NULL;
	const char *slash = strrchr(importer, '/');

	if (*import == '/')
		return clean_path(import);
	path = series == CONTAINERD_1 && strchr(import, '*')
		       ? format_text("/%s", import)
		       : format_text("%.*s/%s", (int)(slash - importer), importer, import);
	return clean_path(path);
}

static int enqueue_pattern(const struct context *ctx, struct queue *queue, const char *pattern,
			   const char *importer, struct runtime_fault *fault)
{
	_cleanup_strv_ char **paths = NULL;
	int r = sysroot_glob(ctx->root, pattern, RUNTIME_FILES_MAX, &paths);

	if (r == -E2BIG)
		return runtime_file_blame(fault, importer, 0,
					  xstrdup("it imports more files than any node has"), r);
	for (char **path = paths; r == 0 && *path; path++) {
		r = enqueue(queue, *path, importer, fault);
		if (r == 0)
			strv_append(&queue->matched, *path);
	}
	return r;
}

static int enqueue_imports(const struct context *ctx, struct queue *queue, const char *importer,
			   char *const *imports, enum containerd_series series,
			   struct runtime_fault *fault)
{
	int r = 0;

	for (char *const *import = imports; *import && r == 0; import++) {
		_cleanup_free_ char *path = import_path(*import, importer, series);

		if (strchr(path, '*'))
			r = enqueue_pattern(ctx, queue, path, importer, fault);
		else
			r = enqueue(queue, path, importer, fault);
	}
	return r;
}

/* 1 when the file was read, 0 when it is not there. */
static int read_one(const struct context *ctx, struct queue *queue, const char *path,
		    struct containerd_files *files, struct runtime_fault *fault)
{
	_cleanup_strv_ char **imports = NULL;
	_cleanup_free_ char *text = NULL;
	struct toml_fault toml = {0};
	size_t size;
	int r = runtime_file_read(ctx, path, &text, &size, fault);

	if (r <= 0)
		return r;
	r = containerd_files_add(files, text, size, &imports, &toml);
	if (r < 0)
		return runtime_file_blame_toml(fault, path, &toml, r);
	r = enqueue_imports(ctx, queue, path, imports, files->series, fault);
	return r < 0 ? r : 1;
}

static int read_queue(const struct context *ctx, struct queue *queue,
		      struct containerd_files *files, struct containerd_config *ret,
		      struct runtime_fault *fault)
{
	struct toml_fault toml = {0};
	int read = 0, r;

	for (; queue->paths && queue->paths[queue->next]; queue->next++) {
		const char *path = queue->paths[queue->next];

		r = read_one(ctx, queue, path, files, fault);
		if (r == 0 && queue->next > 0 && !files->newer && !text_starts(path, "/run/") &&
		    !strv_contains(queue->matched, path))
			return runtime_file_blame(
				fault, queue->paths[0], 0,
				format_text("it imports %s, which is not there", path), -EBADMSG);
		if (r < 0)
			return r;
		read |= r;
	}
	r = containerd_files_resolve(files, ret, &toml);
	/* Of several files nobody knows whose line it is. */
	if (queue->next > 1)
		toml.line = 0;
	if (r < 0)
		return runtime_file_blame_toml(fault, queue->paths ? queue->paths[0] : "", &toml,
					       r);
	return read;
}

static int read_main(const struct context *ctx, const char *file, enum containerd_series series,
		     bool as_is, struct containerd_config *ret, struct runtime_fault *fault)
{
	_cleanup_(containerd_files_free) struct containerd_files files = {.series = series,
									   .as_is = as_is};
	_cleanup_(cleanup_queue) struct queue queue = {0};
	int r = enqueue(&queue, file, file, fault);

	return r < 0 ? r : read_queue(ctx, &queue, &files, ret, fault);
}

int containerd_read(const struct context *ctx, const char *file, enum containerd_series series,
		    struct containerd_config *ret, struct runtime_fault *fault)
{
	_cleanup_(containerd_config_free) struct containerd_config config = {0}, other = {0};
	int r = read_main(ctx, file, series, false, &config, fault);

	if (r == -EAGAIN)
		r = read_main(ctx, file, CONTAINERD_2, false, &config, fault);
	if (r > 0 && config.is_mixed) {
		r = read_main(ctx, file, CONTAINERD_2, true, &other, fault);
		if (r > 0 && !containerd_config_same(&config, &other)) {
			r = runtime_file_blame(
				fault, file, 0,
				xstrdup("it and what it imports are of versions 2 and 3, and all have to "
				       "be of one: what those of version 2 say of CNI containerd 2.0 "
				       "to 2.3 leaves out, and 2.4 does not"),
				-EBADMSG);
			fault->starts = true;
		}
	}
	if (r < 0)
		return r;
	*ret = config;
	config = (struct containerd_config){0};
	return r;
}

int containerd_read_dropins(const struct context *ctx, const char *pattern,
			    enum containerd_series series, struct containerd_config *ret,
			    struct runtime_fault *fault)
{
	_cleanup_(containerd_files_free) struct containerd_files files = {.series = series};
	_cleanup_(cleanup_queue) struct queue queue = {0};
	int r = enqueue_pattern(ctx, &queue, pattern, pattern, fault);

	return r < 0 ? r : read_queue(ctx, &queue, &files, ret, fault);
}
