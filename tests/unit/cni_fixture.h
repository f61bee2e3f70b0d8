/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A node's CNI directories, laid out in a temporary directory for the tests of the two checks. */
#pragma once

#include <errno.h>
#include <fcntl.h>

#include "core/check.h"
#include "group.h"
#include "runtime/containerd.h"
#include "system/quarantine.h"
#include "util/util.h"

/* DIR/net.d and DIR/bin, which the live "/" or DIR as an image's root lead to. */
struct fixture {
	char dir[32];
	struct settings settings;
	struct sysroot root;
	struct context context;
	struct report report;
};

#define ASIDE QUARANTINE_SUFFIX

#define FLANNEL                                                                                    \
	"{\"name\":\"cbr0\",\"cniVersion\":\"0.3.1\",\"plugins\":[{\"type\":\"flannel\"},"         \
	"{\"type\":\"portmap\"}]}"

static inline char *fixture_path(const struct fixture *fixture, const char *name)
{
	char *path = format_text("%s/%s", fixture->dir, name);

	assert_non_null(path);
	return path;
}

static inline char *aside_command(const struct fixture *fixture, const char *name)
{
	char *command = format_text("mv --backup=numbered -T %s/%s %s/%s" ASIDE, fixture->dir, name,
				    fixture->dir, name);

	assert_non_null(command);
	return command;
}

static inline void make_directory(const struct fixture *fixture, const char *name)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);

	assert_int_equal(mkdir(path, 0755), 0);
}

static inline void make_bytes(const struct fixture *fixture, const char *name, const void *bytes,
			      size_t size, mode_t mode)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);
	_cleanup_close_ int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	assert_int_equal(fchmod(fd, mode), 0);
}

static inline void make_file(const struct fixture *fixture, const char *name, const char *text)
{
	make_bytes(fixture, name, text, strlen(text), 0644);
}

static inline void make_plugin(const struct fixture *fixture, const char *name)
{
	static const char script[] = "#!/bin/sh\n";

	make_bytes(fixture, name, script, strlen(script), 0755);
}

static inline void make_link(const struct fixture *fixture, const char *target, const char *name)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);

	assert_int_equal(symlink(target, path), 0);
}

/* Whether the name is there, be it a link to nothing. */
static inline bool fixture_stands(struct fixture *fixture, const char *path)
{
	struct stat status;

	return sysroot_lstat(&fixture->root, path, &status) == 0;
}

static inline void fixture_conf_dir(struct fixture *fixture, const char *path)
{
	strv_free(fixture->settings.conf_dirs);
	fixture->settings.conf_dirs = NULL;
	strv_append(&fixture->settings.conf_dirs, path);
}

/* root: the live "/", or the fixture's directory as an image. */
static inline void fixture_root(struct fixture *fixture, bool image)
{
	const char *below = image ? "" : fixture->dir;
	_cleanup_free_ char *conf_dir = format_text("%s/net.d", below);

	sysroot_close(&fixture->root);
	assert_int_equal(sysroot_open(&fixture->root, image ? fixture->dir : "/"), 0);
	fixture_conf_dir(fixture, conf_dir);
	strv_free(fixture->settings.bin_dirs);
	fixture->settings.bin_dirs = NULL;
	for (const char *const *name = (const char *const[]){"bin", "bin2", NULL}; *name; name++) {
		_cleanup_free_ char *dir = format_text("%s/%s", below, *name);

		strv_append(&fixture->settings.bin_dirs, dir);
	}
}

static inline int fixture_setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	strcpy(fixture->dir, "/tmp/preflight-cni-XXXXXX");
	assert_non_null(mkdtemp(fixture->dir));
	assert_int_equal(chmod(fixture->dir, 0755), 0);
	fixture->root.fd = -1;
	fixture->settings.runtime = RUNTIME_CONTAINERD;
	strv_append(&fixture->settings.modules, "vxlan");
	fixture->context = (struct context){
		.settings = &fixture->settings, .root = &fixture->root, .release = ""};
	report_init(&fixture->report, "", "/");
	make_directory(fixture, "net.d");
	make_directory(fixture, "bin");
	fixture_root(fixture, false);
	*state = fixture;
	return 0;
}

/* An image's root, below which what an earlier release left can be laid, and Invalid=quarantine. */
static inline int fixture_setup_quarantine(void **state)
{
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	make_directory(fixture, "var");
	make_directory(fixture, "var/lib");
	fixture_root(fixture, true);
	fixture->settings.invalid = INVALID_QUARANTINE;
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = format_text("rm -rf %s", fixture->dir);

	report_free(&fixture->report);
	sysroot_close(&fixture->root);
	strv_free(fixture->settings.modules);
	strv_free(fixture->settings.conf_dirs);
	strv_free(fixture->settings.bin_dirs);
	assert_int_equal(system(command), 0);
	free(fixture);
	return 0;
}

/* Run one check into an empty report. */
static inline int fixture_run(struct fixture *fixture, const struct check *check)
{
	int r;

	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	r = check->run(&fixture->context, &fixture->report);
	return r;
}

/* The finding of that number is of that kind, and its summary holds all the words. */
static inline const struct finding *expect_finding(const struct fixture *fixture, size_t index,
						   enum cause_id cause, enum verdict verdict,
						   const char *const *words)
{
	const struct finding *finding = &fixture->report.findings[index];
	const struct cause *wanted = cause == CAUSE_NONE ? NULL : cause_get(cause);

	assert_true(index < fixture->report.count);
	if (finding->cause != wanted || finding->verdict != verdict)
		fail_msg("%s %s and not %s: %s", verdict_name(finding->verdict),
			 finding->cause ? finding->cause->name : "-", wanted ? wanted->name : "-",
			 finding->summary);
	for (; *words; words++)
		if (!strstr(finding->summary, *words))
			fail_msg("'%s' is not in '%s'", *words, finding->summary);
	if (cause != CAUSE_NONE && (!finding->remedy || !*finding->remedy))
		fail_msg("no remedy: %s", finding->summary);
	for (const char *byte = finding->summary; *byte; byte++)
		assert_false((unsigned char)*byte < 0x20);
	return finding;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Without root's rights, which seteuid() takes from the eyes and gives back. */
static inline void fixture_run_as_nobody(struct fixture *fixture, const struct check *check)
{
	bool root = geteuid() == 0;

	if (root)
		assert_int_equal(seteuid(NOBODY), 0);
	assert_int_equal(fixture_run(fixture, check), 0);
	if (root)
		assert_int_equal(seteuid(0), 0);
}

/* False on a kernel before 5.6, where no image can be looked at. */
static inline bool fixture_has_openat2(struct fixture *fixture)
{
	struct stat status;

	if (sysroot_stat(&fixture->root, "/", &status) != -EOPNOTSUPP)
		return true;
	print_message("# no openat2() here: images were not tested\n");
	return false;
}
