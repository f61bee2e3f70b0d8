/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the module tree of a kernel says of a module: the index, the files, other kernels. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <sys/mman.h>

#include "module/facts.h"
#include "system/host.h"
#include "system/module_tree.h"

#define NEEDS_MAX  64 /* modules that one needs: a driver of a distribution has at most some 30 */
#define OTHERS_MAX 16 /* trees that are looked into for another kernel, the newest ones */

/* A compression: how its files begin, and a sample: one byte, compressed. */
struct compression {
	const char *program;
	unsigned char magic_size, sample_size, sample[64];
};

static const struct compression compressions[] = {
	{"gzip", 2, 21, {
		0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xab, 0x00, 0x00, 0x83,
		0x16, 0xdc, 0x8c, 0x01, 0x00, 0x00, 0x00,
	}},
	{"xz", 6, 56, {
		0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x01, 0x69, 0x22, 0xde, 0x36, 0x02, 0x00,
		0x21, 0x01, 0x16, 0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3, 0x01, 0x00, 0x00, 0x78,
		0x00, 0x00, 0x00, 0x00, 0x83, 0x16, 0xdc, 0x8c, 0x00, 0x01, 0x15, 0x01, 0xa9, 0x63,
		0x34, 0x60, 0x90, 0x42, 0x99, 0x0d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01, 0x59, 0x5a,
	}},
	{"zstd", 4, 10, {
		0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x09, 0x00, 0x00, 0x78,
	}},
};

/* What the file is compressed with; NULL where it is not. */
static const struct compression *compression_of(const struct sysroot *root, const char *path)
{
	_cleanup_close_ int fd = sysroot_open_file(root, path);
	unsigned char head[8] = {0};
	ssize_t got = fd >= 0 ? read(fd, head, sizeof(head)) : 0;

	for (size_t i = 0; i < ARRAY_SIZE(compressions); i++)
		if (got >= compressions[i].magic_size &&
		    memcmp(head, compressions[i].sample, compressions[i].magic_size) == 0)
			return &compressions[i];
	return NULL;
}

/*
 * True when libkmod cannot read that compression. What it cannot decompress it takes for a module
 * as it is, and finds no ELF in it (ENOEXEC; ENOSYS from 34 on). From 34 on it opens liblzma,
 * libzstd and libz when it needs them: where they are not installed it says EINVAL, as of what is
 * damaged; then it fails on a sound sample, too.
 */
static bool cannot_decompress(const struct compression *compression, int error)
{
	_cleanup_close_ int fd = -1;
	struct kmodule_info info;

	if (error != -EINVAL || !compression)
		return error == -ENOEXEC || error == -ENOSYS;
	fd = memfd_create("sample", MFD_CLOEXEC);
	return fd >= 0 &&
	       write(fd, compression->sample, compression->sample_size) ==
		       compression->sample_size &&
	       kmodule_info_fd(fd, &info) == 0 && info.error == error;
}

/*
 * The fault of a file that libkmod could not read. In an image the image's own libkmod will load
 * it: that of the machine that looks is no judge of a compression.
 */
static void judge_unread(const struct context *ctx, const char *path, int error,
			 struct module_file *file)
{
	const struct compression *compression = compression_of(ctx->root, path);
	bool unknown = cannot_decompress(compression, error);

	file->compression = compression ? compression->program : NULL;
	if (ctx->root->confined && module_name_newer_form(path) && unknown)
		file->newer = true;
	else if (!compression || !unknown)
		file->fault = FILE_DAMAGED;
	else if (!ctx->root->confined)
		file->fault = FILE_COMPRESSION;
}

/* Look into a file of the tree. 0, or -ENOMEM of the kernel or libkmod: no fault of the file. */
static int look_into(const struct context *ctx, const char *path, struct module_file *ret)
{
	struct module_file file = {.fault = FILE_SOUND};
	struct kmodule_info info;
	struct stat status;
	int r = sysroot_stat(ctx->root, path, &status);

	snprintf(file.path, sizeof(file.path), "%s", path);
	if (r < 0)
		file.fault = FILE_LOST;
	else if (status.st_size == 0)
		file.fault = FILE_EMPTY;
	else
		r = kmodule_info(ctx->root, path, &info);
	if (r == -ENOMEM)
		return r;
	if (file.fault == FILE_SOUND && (r < 0 || info.error)) {
		judge_unread(ctx, path, r < 0 ? r : info.error, &file);
	} else if (file.fault == FILE_SOUND) {
		file.is_signed = info.is_signed;
		memcpy(file.vermagic, info.vermagic, sizeof(file.vermagic));
		memcpy(file.depends, info.depends, sizeof(file.depends));
	}
	*ret = file;
	return 0;
}

/*
 * A file of the module itself (own) or of what it needs: how it is built, the names of the needed
 * modules, and the first file that is not sound, not signed, or newer than we know.
 */
static void note_file(struct module_facts *facts, const struct module_file *file, bool own)
{
	char name[MODULE_NAME_SIZE];

	if (own)
		facts->own = *file;
	else if (module_name_from_file(file->path, name))
		strv_append(&facts->needs, name);
	if (!own && !facts->vermagic[0])
		memcpy(facts->vermagic, file->vermagic, sizeof(facts->vermagic));
	if (file->newer && !facts->newer[0])
		memcpy(facts->newer, file->path, sizeof(file->path));
	if (!file->is_signed && file->fault == FILE_SOUND && !facts->unsigned_file[0])
		memcpy(facts->unsigned_file, file->path, sizeof(file->path));
	if (file->fault != FILE_SOUND && !facts->bad.path[0])
		facts->bad = *file;
}

/* The module's own file comes first in its line of modules.dep, then those it needs. */
static int look_into_files(const struct context *ctx, struct module_facts *facts, char *const *files)
{
	for (char *const *name = files; name && *name; name++) {
		_cleanup_free_ char *path = module_tree_path(ctx, *name);
		struct module_file file = {0};
		int r = look_into(ctx, path, &file);

		if (r < 0)
			return r;
		note_file(facts, &file, name == files);
	}
	return 0;
}

/*
 * A name in "depends=" of a module's .modinfo: 0 when it is in the module's line of modules.dep,
 * built in, or in the kernel now, else 1. depmod leaves a needed module without a file out of
 * modules.dep: that one is noted as lost. A file that exists and is not in that line makes the
 * index stale.
 */
static int look_for_need(const struct context *ctx, struct module_facts *facts, const char *name)
{
	_cleanup_free_ char *loaded = format_text("/sys/module/%s", name), *found = NULL;
	struct kmodule_lookup lookup;
	int r;

	for (char **need = facts->needs; need && *need; need++)
		if (module_name_equal(*need, name))
			return 0;
	if (facts->live && sysroot_exists(ctx->root, loaded))
		return 0;
	r = kmodule_lookup(ctx->root, ctx->release, name, &lookup);
	if (r < 0 || lookup.built_in)
		return r;
	r = module_tree_search(ctx->root, ctx->release, name, &found);
	if (r == 0)
		snprintf(facts->found, sizeof(facts->found), "%s", found);
	else if (r == -ENOENT)
		snprintf(facts->lost, sizeof(facts->lost), "%s", name);
	return r < 0 && r != -ENOENT && r != -E2BIG ? r : 1;
}

/* The names of a list "a,b,c" that are not among these yet. */
static void add_names(char ***names, const char *list)
{
	while (*list) {
		size_t length = strcspn(list, ",");
		char name[MODULE_NAME_SIZE];

		snprintf(name, sizeof(name), "%.*s", (int)length, list);
		list += length + (list[length] == ',');
		if (module_name_valid(name) && !strv_contains(*names, name) &&
		    strv_length(*names) < NEEDS_MAX)
			strv_append(names, name);
	}
}

static int find_lost(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_strv_ char **names = NULL;
	int r = 0;

	if (facts->own.fault == FILE_SOUND)
		add_names(&names, facts->own.depends);
	for (char **name = names; r == 0 && name && *name; name++)
		r = look_for_need(ctx, facts, *name);
	return r < 0 ? r : 0;
}

/* Look into the file of a needed module, and add the modules that it needs to the names. */
static int follow_need(const struct context *ctx, struct module_facts *facts, const char *name,
		       char ***names)
{
	struct kmodule_lookup lookup;
	struct module_file file = {0};
	int r = kmodule_lookup(ctx->root, ctx->release, name, &lookup);

	if (r == 0 && !lookup.indexed)
		r = look_for_need(ctx, facts, name);
	else if (r == 0)
		r = look_into(ctx, lookup.path, &file);
	if (r < 0 || !lookup.indexed)
		return r < 0 ? r : 0;
	note_file(facts, &file, false);
	if (file.fault == FILE_SOUND)
		add_names(names, file.depends);
	return 0;
}

/*
 * Without modules.dep, which names all files that a module needs, go by "depends=" from file to
 * file. libkmod lists no needed module at all when one of them has no file.
 */
static int follow_needs(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_strv_ char **names = NULL;
	int r = 0;

	add_names(&names, facts->own.depends);
	for (size_t i = 0; r == 0 && names && names[i]; i++)
		if (!facts->bad.path[0] && !facts->lost[0] && !facts->found[0])
			r = follow_need(ctx, facts, names[i], &names);
	return r;
}

static int read_text_index(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_free_ char *dep = module_tree_text(ctx, "modules.dep");
	_cleanup_free_ char *builtin = module_tree_text(ctx, "modules.builtin");
	_cleanup_strv_ char **files = dep ? modules_dep_files(dep, facts->name) : NULL;
	struct module_file own;
	int r;

	facts->in_text_builtin = builtin && modules_builtin_names(builtin, facts->name);
	facts->in_text_index = files != NULL;
	if (files) {
		r = look_into_files(ctx, facts, files);
		return r == 0 && facts->lookup.indexed && !facts->lookup.newer_index
			       ? find_lost(ctx, facts)
			       : r;
	}
	if (!facts->lookup.indexed)
		return 0;
	r = look_into(ctx, facts->lookup.path, &own);
	if (r < 0)
		return r;
	note_file(facts, &own, true);
	if (facts->lookup.newer_index)
		return 0; /* what it needs can be built in, and only the index says so */
	return own.fault == FILE_SOUND ? follow_needs(ctx, facts) : 0;
}

/* The newest other kernel that ships the module, by its index. */
static void find_other(const struct context *ctx, struct module_facts *facts)
{
	size_t count = strv_length(facts->others);

	for (size_t i = count; i > 0 && count - i < OTHERS_MAX && !facts->other; i--) {
		const char *release = facts->others[i - 1];
		struct kmodule_lookup lookup;

		if (kmodule_lookup(ctx->root, release, facts->name, &lookup) == 0 &&
		    (lookup.built_in || (lookup.indexed && !lookup.lost[0])))
			facts->other = xstrdup(release);
	}
}

/*
 * depmod of an image can write an index that the libkmod of the machine that looks cannot read. The
 * text beside it, or else the file itself, says that the module is shipped; that is all that can be
 * known.
 */
static int read_newer_index(const struct context *ctx, struct module_facts *facts)
{
	struct kmodule_lookup *lookup = &facts->lookup;
	_cleanup_free_ char *dep = module_tree_text(ctx, "modules.dep"), *found = NULL, *index = NULL;
	_cleanup_strv_ char **files = dep ? modules_dep_files(dep, facts->name) : NULL;
	int r = 0;

	lookup->bad_index = false;
	index = module_tree_file(ctx->root, ctx->release, "modules.dep.bin");
	snprintf(facts->newer, sizeof(facts->newer), "%s", index);
	if (files)
		found = module_tree_path(ctx, *files);
	else
		r = module_tree_search(ctx->root, ctx->release, facts->name, &found);
	if (r == -ENOENT || r == -E2BIG)
		return 0;
	if (r < 0)
		return r;
	lookup->indexed = true;
	snprintf(lookup->path, sizeof(lookup->path), "%s", found);
	return 0;
}

/*
 * Without a module tree, /boot/config-RELEASE says what is built in ("=y"). "=m" does not count:
 * the package with the module's file need not be installed.
 */
static bool configured_in(const struct context *ctx, const char *module)
{
	_cleanup_free_ char *path = format_text("/boot/config-%s", ctx->release);
	_cleanup_free_ char *line = format_text("\nCONFIG_%s=y\n", module);
	_cleanup_free_ char *text = NULL;

	if (sysroot_read(ctx->root, path, SYSROOT_TEXT_MAX, &text, NULL) < 0)
		return false;
	for (char *c = line + strlen("\nCONFIG_"); *c != '='; c++)
		*c = (char)toupper((unsigned char)*c);
	return strstr(text, line);
}

int module_facts_files(const struct context *ctx, struct module_facts *facts)
{
	_cleanup_strv_ char **releases = NULL;
	_cleanup_free_ char *found = NULL;
	int r = module_tree_releases(ctx->root, &releases);

	if (r < 0)
		return r;
	for (char **release = releases; *release; release++)
		if (!text_equal(*release, ctx->release))
			strv_append(&facts->others, *release);
	host_container(ctx->root, facts->container);
	facts->tree = *ctx->release && module_tree_there(ctx->root, ctx->release);
	if (!facts->tree) {
		find_other(ctx, facts);
		facts->in_text_builtin = !facts->live && configured_in(ctx, facts->name);
		return 0;
	}
	r = kmodule_lookup(ctx->root, ctx->release, facts->name, &facts->lookup);
	if (r == 0 && facts->lookup.newer_index)
		r = read_newer_index(ctx, facts);
	if (r == 0)
		r = read_text_index(ctx, facts);
	if (r < 0 || facts->lookup.indexed || facts->lookup.built_in || facts->in_text_builtin)
		return r;
	r = module_tree_search(ctx->root, ctx->release, facts->name, &found);
	if (r == -ENOENT || r == -E2BIG) {
		find_other(ctx, facts);
		return 0;
	}
	if (r < 0)
		return r;
	snprintf(facts->found, sizeof(facts->found), "%s", found);
	/*
	 * depmod leaves a file out that it cannot decompress: running it again fixes nothing then.
	 */
	return look_into(ctx, found, &facts->bad);
}
