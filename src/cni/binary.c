/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The binary of one CNI plugin: where libcni finds it, and whether the kernel can execute it. */
#include "config.h"

#include <errno.h>
#include <sys/statvfs.h>

#include "cni/answer.h"
#include "cni/binary.h"
#include "core/remedy.h"
#include "text/elf.h"
#include "text/quote.h"

#define MODE_EXECUTE (S_IXUSR | S_IXGRP | S_IXOTH)

/* Of every system that has one of these, the machine is that of the system. */
static const char *const native_files[] = {
	"/bin/sh",
	"/usr/bin/env",
	"/usr/lib/systemd/systemd",
};

void cni_binary_free(struct cni_binary *binary)
{
	free(binary->path);
	free(binary->fault);
	*binary = (struct cni_binary){0};
}

/* Takes words over. They can have names from the file, and are quoted here. */
static void set_state_for(struct cni_binary *binary, enum cni_binary_state state, char *words)
{
	free(binary->fault);
	binary->state = state;
	binary->fault = quote_message(words);
	free(words);
}

#define set_state(binary, state, ...) set_state_for(binary, state, format_text(__VA_ARGS__))

/* The beginning of a regular file, and what its inode and its file system say. */
struct head {
	char bytes[ELF_HEAD_SIZE];
	size_t length;
	uint64_t size; /* of the whole file */
	bool noexec;   /* it lies on a file system that is mounted so */
};

static int read_head(const struct context *ctx, const char *path, struct head *ret)
{
	_cleanup_close_ int fd = sysroot_open_file(ctx->root, path);
	struct statvfs mount;
	struct stat status;
	size_t length = 0;
	ssize_t got;

	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	do {
		got = read(fd, ret->bytes + length, ELF_HEAD_SIZE - length);
		if (got < 0 && errno != EINTR)
			return -errno;
		length += got > 0 ? (size_t)got : 0;
	} while (got != 0 && length < ELF_HEAD_SIZE);
	ret->length = length;
	ret->size = (uint64_t)status.st_size;
	/* How an image is mounted to be looked at says nothing of how it will run. */
	ret->noexec =
		!ctx->root->confined && fstatvfs(fd, &mount) == 0 && (mount.f_flag & ST_NOEXEC);
	return 0;
}

/* The machine of the system below the root, be it ours or an image's. False: not known. */
static bool find_machine(const struct context *ctx, struct elf_machine *ret)
{
	struct head head;

	for (size_t i = 0; i < ARRAY_SIZE(native_files); i++) {
		struct elf_file file;

		if (read_head(ctx, native_files[i], &head) < 0)
			continue;
		elf_read(head.bytes, head.length, head.size, NULL, &file);
		if (file.kind != ELF_KIND_BINARY)
			continue;
		*ret = file.machine;
		return true;
	}
	return false;
}

/* The interpreter of a script, or the dynamic loader of a binary, must exist and be executable. */
static int judge_interpreter(const struct context *ctx, struct cni_binary *binary,
			     const char *shown, const struct elf_file *file)
{
	const char *role = file->kind == ELF_KIND_SCRIPT ? "interpreter" : "dynamic loader";
	struct stat status;
	int r;

	if (!*file->interpreter)
		return 0;
	r = sysroot_stat(ctx->root, file->interpreter, &status);
	if (sysroot_error_is_ours(r))
		return r;
	if (sysroot_error_is_denied(r))
		set_state(binary, CNI_BINARY_UNKNOWN, "only root can look at %s, the %s of %s",
			  file->interpreter, role, shown);
	else if (r < 0)
		set_state(binary, CNI_BINARY_UNUSABLE, "%s needs the %s %s, which does not exist",
			  shown, role, file->interpreter);
	else if (!S_ISREG(status.st_mode) || !(status.st_mode & MODE_EXECUTE))
		set_state(binary, CNI_BINARY_UNUSABLE,
			  "%s needs the %s %s, which cannot be executed", shown, role,
			  file->interpreter);
	return 0;
}

static int judge_kind(const struct context *ctx, struct cni_binary *binary, const char *shown,
		      const struct elf_file *file, const struct elf_machine *node)
{
	static const char *const words[] = {
		[ELF_KIND_EMPTY] = "is empty",
		[ELF_KIND_TRUNCATED] = "is cut off: its end is missing",
		[ELF_KIND_UNKNOWN] = "is neither an ELF binary nor a script with #!",
	};

	if (file->kind == ELF_KIND_BINARY || file->kind == ELF_KIND_SCRIPT)
		return judge_interpreter(ctx, binary, shown, file);
	binary->damaged = file->kind == ELF_KIND_EMPTY || file->kind == ELF_KIND_TRUNCATED;
	if (file->kind == ELF_KIND_FOREIGN)
		set_state(binary, CNI_BINARY_UNUSABLE, "%s is for %s, and this node is %s", shown,
			  elf_machine_name(&file->machine), elf_machine_name(node));
	else
		set_state(binary, CNI_BINARY_UNUSABLE, "%s %s", shown, words[file->kind]);
	return 0;
}

/* noexec first, for no chmod helps on such a mount. */
static void judge_status(struct cni_binary *binary, const char *shown, bool noexec, mode_t mode)
{
	binary->noexec = noexec;
	binary->only_mode = !noexec && !(mode & MODE_EXECUTE);
	if (noexec)
		set_state(binary, CNI_BINARY_UNUSABLE,
			  "%s lies on a file system that is mounted noexec", shown);
	else if (binary->only_mode)
		set_state(binary, CNI_BINARY_UNUSABLE, "%s has mode %04o and cannot be executed",
			  shown, mode & 07777);
}

static int judge_file(const struct context *ctx, struct cni_binary *binary, mode_t mode)
{
	_cleanup_free_ char *shown = display_path(ctx, binary->path);
	struct elf_machine node;
	bool known = find_machine(ctx, &node);
	struct elf_file file;
	struct head head;
	int r = read_head(ctx, binary->path, &head);

	if (sysroot_error_is_ours(r))
		return r;
	if (r < 0) {
		if (sysroot_error_is_denied(r))
			set_state(binary, CNI_BINARY_UNKNOWN, "only root can read %s", shown);
		else
			set_state(binary, CNI_BINARY_UNUSABLE, "%s: %s", shown,
				  sysroot_strerror(r));
		return 0;
	}
	elf_read(head.bytes, head.length, head.size, known ? &node : NULL, &file);
	r = judge_kind(ctx, binary, shown, &file, &node);
	if (r == 0 && binary->state == CNI_BINARY_SOUND)
		judge_status(binary, shown, head.noexec, mode);
	return r;
}

/*
 * Something has the name and is no plugin. The first such fault is kept, but a missing right wins.
 */
static void note_obstacle(const struct context *ctx, struct cni_binary *binary, const char *path,
			  int error)
{
	_cleanup_free_ char *shown = display_path(ctx, path);
	bool denied = sysroot_error_is_denied(error);
	struct stat status;

	if (!denied && (binary->fault || sysroot_lstat(ctx->root, path, &status) < 0))
		return;
	if (denied)
		set_state(binary, CNI_BINARY_UNKNOWN, "only root can look for %s", shown);
	else if (error == -ENOENT)
		set_state(binary, CNI_BINARY_MISSING, "%s is a dangling symbolic link", shown);
	else if (error)
		set_state(binary, CNI_BINARY_MISSING, "%s: %s", shown, sysroot_strerror(error));
	else
		set_state(binary, CNI_BINARY_MISSING, "%s is not a regular file", shown);
}

static void answer_missing(const char *also_in, char *const *bin_dirs, struct cni_binary *binary)
{
	_cleanup_free_ char *dirs = strv_join(bin_dirs, ", ");

	if (binary->fault)
		return;
	binary->absent = true;
	if (also_in || *dirs)
		set_state(binary, CNI_BINARY_MISSING, "not in %s%s%s", also_in ? also_in : "",
			  also_in ? ", " : "", dirs);
	else
		set_state(binary, CNI_BINARY_MISSING,
			  "the runtime has no plugin directory configured");
}

/*
 * 1 when the search ends here: with a file, sound or not, or a missing right. 0, or -errno about
 * us.
 */
static int look_in(const struct context *ctx, const char *dir, struct cni_binary *binary)
{
	_cleanup_free_ char *path = format_text("%s/%s", dir, binary->type);
	struct stat status;
	int r = sysroot_stat(ctx->root, path, &status);

	if (sysroot_error_is_ours(r))
		return r;
	if (r < 0 || !S_ISREG(status.st_mode)) {
		note_obstacle(ctx, binary, path, r);
		return binary->state == CNI_BINARY_UNKNOWN;
	}
	/* Drop the fault of a directory before this one. */
	free(binary->fault);
	binary->fault = NULL;
	binary->state = CNI_BINARY_SOUND;
	binary->path = TAKE(path);
	r = judge_file(ctx, binary, status.st_mode);
	return r < 0 ? r : 1;
}

int cni_binary_look(const struct context *ctx, const char *also_in, char *const *bin_dirs,
		    const char *type, struct cni_binary *ret)
{
	_cleanup_(cni_binary_free) struct cni_binary binary = {.type = type,
							       .state = CNI_BINARY_MISSING};
	int r = also_in ? look_in(ctx, also_in, &binary) : 0;

	for (char *const *dir = bin_dirs; dir && *dir && r == 0; dir++)
		r = look_in(ctx, *dir, &binary);
	if (r < 0)
		return r;
	if (r == 0)
		answer_missing(also_in, bin_dirs, &binary);
	*ret = TAKE(binary);
	return 0;
}
