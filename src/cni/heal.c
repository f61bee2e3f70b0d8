/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a configuration and a plugin need alike to heal: where installers write, and that one has
 * run.
 */
#include "config.h"

#include <errno.h>
#include <sys/statvfs.h>

#include "cni/heal.h"
#include "core/remedy.h"
#include "runtime/distribution.h"
#include "system/mount.h"

void cni_heal_free(struct cni_heal *heal)
{
	free(heal->path);
	free(heal->fault);
	free(heal->words);
	remedy_free(&heal->remedy);
	free(heal->note);
	cni_answer_free(&heal->rest);
	*heal = (struct cni_heal){0};
}

/* Where the manifests of the CNIs mount the host's directories. */
static const char default_conf_dir[] = "/etc/cni/net.d";
static const char *const default_bin_dirs[] = {"/opt/cni/bin", NULL};

/*
 * What k3s writes itself: the configuration at each start (pkg/agent/flannel), the plugins when it
 * unpacks a release (cmd/k3s/main.go, extract()), which it does where none is there.
 */
const struct cni_installer cni_k3s = {
	.own_plugin = "flannel",
	.files = (const char *const[]){"10-flannel.conflist", NULL},
	.plugins = (const char *const[]){"flannel", "bridge", "host-local", "loopback", "portmap",
					 "bandwidth", NULL},
	.needs = (const char *const[]){"flannel", "bridge", "host-local", "portmap", "bandwidth",
				       NULL},
};

struct cni_target cni_target_find(const struct cni_reading *reading)
{
	const struct context *ctx = reading->ctx;
	const struct distribution *distribution = distribution_find(ctx);
	const char *unit = distribution ? distribution_unit(ctx, distribution) : NULL;
	const char *runtime_unit = reading->runtime->unit;

	if (!unit || !runtime_unit || !text_equal(unit, runtime_unit) || !distribution->conf_dir ||
	    !text_equal(distribution->conf_dir, reading->place->conf_dir))
		return (struct cni_target){default_conf_dir, default_bin_dirs, NULL};
	return (struct cni_target){distribution->conf_dir, distribution->bin_dirs,
				   distribution->writes_cni ? unit : NULL};
}

bool cni_is_same_directory(const struct context *ctx, const char *a, const char *b)
{
	struct stat one, other;

	if (text_equal(a, b))
		return true;
	return sysroot_stat(ctx->root, a, &one) == 0 && sysroot_stat(ctx->root, b, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

bool cni_can_write(const struct context *ctx, const char *directory, bool plugins)
{
	_cleanup_free_ char *path = xstrdup(directory);
	_cleanup_close_ int fd = -1;
	struct statvfs mount;
	struct stat status;
	char *slash;

	while (*path && sysroot_lstat(ctx->root, path, &status) == -ENOENT) {
		slash = strrchr(path, '/');
		*(slash ? slash : path) = '\0';
	}
	fd = sysroot_open_directory(ctx->root, *path ? path : "/");
	if (fd < 0)
		return false;
	if (ctx->root->confined)
		return true;
	return mount_is_read_only(fd) == 0 && fstatvfs(fd, &mount) == 0 &&
	       !(plugins && (mount.f_flag & ST_NOEXEC));
}

void cni_heal_by_k3s(const char *unit, struct cni_heal *heal)
{
	heal->installer = &cni_k3s;
	heal->words = format_text("this holds nothing back, because %s writes it again when it "
				  "starts; if it does not, see its log",
				  unit);
	heal->remedy = remedy_format(REMEDY_NONE, "journalctl -u %s", unit);
}
