/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What heals once kubelet runs. */
#include "config.h"

#include <errno.h>

#include "checks/cni_heals.h"
#include "checks/cni_pods.h"
#include "checks/distribution.h"
#include "system/mount.h"

/* Files that are looked past for one that heals; no node has a tenth of them. */
#define BROKEN_MAX 64

/* Where the manifests of the CNIs mount the host's directories. */
static const char default_conf_dir[] = "/etc/cni/net.d";
static const char *const default_bin_dirs[] = {"/opt/cni/bin", NULL};

/* Where the installers of this node write. */
struct target {
	const char *conf_dir;
	const char *const *bin_dirs;
	const struct distribution *k3s; /* that writes them itself, and needs no pod for it; or NULL */
};

/* What k3s writes itself. */
static const struct cni_installer k3s_itself = {
	.own = "flannel",
	.files = (const char *const[]){"10-flannel.conflist", NULL},
	.plugins = (const char *const[]){"flannel", "bridge", "host-local", "loopback", "portmap",
					 "bandwidth", NULL},
};

void cni_heal_free(struct cni_heal *heal)
{
	free(heal->path);
	free(heal->fault);
	free(heal->words);
	free(heal->command);
	free(heal->note);
	*heal = (struct cni_heal){0};
}

/* The distribution whose containerd it is, or NULL. */
static const struct distribution *find_distribution(const struct context *ctx,
						    const struct cni_runtime *runtime)
{
	const struct distribution *distribution = distribution_find(ctx);
	const char *unit = distribution ? distribution_unit(ctx, distribution) : NULL;

	return unit && runtime->unit && text_equal(unit, runtime->unit) ? distribution : NULL;
}

/* k3s is switched to /etc/cni/net.d with its flannel; the addons of MicroK8s write where it looks. */
static struct target find_target(const struct context *ctx, const struct cni_runtime *runtime)
{
	const struct distribution *distribution = find_distribution(ctx, runtime);
	bool itself = distribution && distribution_writes_cni(ctx, distribution);

	if (!itself && !(distribution && distribution->conf_dir && distribution->kubelet_root))
		return (struct target){default_conf_dir, default_bin_dirs, NULL};
	return (struct target){distribution->conf_dir, distribution->bin_dirs,
			       itself ? distribution : NULL};
}

/* Whether two paths are one directory: one can be a link to the other, as of MicroK8s. */
static bool is_same_directory(const struct context *ctx, const char *a, const char *b)
{
	struct stat one, other;

	if (text_equal(a, b))
		return true;
	return sysroot_stat(ctx->root, a, &one) == 0 && sysroot_stat(ctx->root, b, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/*
 * Whether the installer can write in the directory, or make it where it is not there: it, or what is above
 * it, is a directory that is not mounted read-only; and, for plugins, not noexec. How an image is mounted
 * to be looked at says nothing of how it will run.
 */
static int is_usable(const struct context *ctx, const char *directory, bool plugins)
{
	_cleanup_free_ char *path = strdup(directory);
	_cleanup_close_ int fd = -1;
	struct mount_flags flags;
	struct stat status;
	char *slash;

	if (!path)
		return -ENOMEM;
	while (*path && sysroot_lstat(ctx->root, path, &status) == -ENOENT) {
		slash = strrchr(path, '/');
		*(slash ? slash : path) = '\0';
	}
	fd = sysroot_open_directory(ctx->root, *path ? path : "/");
	if (fd < 0)
		return 0;
	if (ctx->root->confined)
		return 1;
	return mount_flags_read(fd, &flags) == 0 && !flags.read_only &&
	       !(plugins && flags.noexec);
}

/* Takes the words over. */
static int answer(struct cni_heal *heal, char *words, char *command)
{
	heal->words = words;
	heal->command = command;
	return words && command ? 1 : -ENOMEM;
}

static int answer_k3s(const struct context *ctx, const struct distribution *k3s,
		      struct cni_heal *heal)
{
	const char *unit = distribution_unit(ctx, k3s);

	unit = unit ? unit : "k3s";
	return answer(heal,
		      format_text("this holds nothing back, because %s writes it again when it "
				  "starts; if it does not, see its log",
				  unit),
		      format_text("journalctl -u %s", unit));
}

static int answer_pod(const struct cni_pod *pod, const char *container, struct cni_heal *heal)
{
	return answer(
		heal,
		format_text("kubelet is not held back for it, because container %s of pod %s/%s, "
			    "which has run on this node, writes it again; if it does not, see the "
			    "log of that container, and whether this node was reset or has joined a "
			    "cluster with another CNI",
			    container, pod->namespace, pod->name),
		format_text("kubectl -n %s logs %s -c %s", pod->namespace, pod->name, container));
}

/* Whether that installer has run here. What keeps us from looking is noted once. */
static int has_run(const struct context *ctx, const struct cni_installer *installer,
		   struct cni_heal *heal)
{
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_(cni_pod_free) struct cni_pod pod = {0};
	_cleanup_free_ char *root = NULL, *note = NULL;
	int r = distribution_kubelet_root(ctx, &root, &fault);

	/* What cannot be read of kubelet's settings is a finding of its own. */
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	r = cni_pod_find(ctx, root, installer, &pod, &note);
	if (r > 0)
		return answer_pod(&pod, installer->container, heal);
	if (note && !heal->note) {
		heal->note = format_text("whether an installer that writes it again has run on this "
					 "node is not known: %s", note);
		return heal->note ? r : -ENOMEM;
	}
	return r;
}

/* A file of this name is there that an installer writes over, whatever is in it. */
static int heals_file(const struct context *ctx, const struct target *target,
		      const struct cni_reading *reading, const struct cni_directory *directory,
		      const struct cni_installer **ret_installer, struct cni_heal *heal)
{
	const char *slash = directory->file ? strrchr(directory->file, '/') : NULL;
	int r;

	if (!slash || !directory->damaged || !S_ISREG(directory->status.st_mode) ||
	    (size_t)(slash - directory->file) != strlen(reading->place->conf_dir) ||
	    !is_same_directory(ctx, reading->place->conf_dir, target->conf_dir))
		return 0;
	r = is_usable(ctx, target->conf_dir, false);
	if (r <= 0)
		return r;
	if (target->k3s)
		return cni_installer_writes(&k3s_itself, slash + 1)
			       ? answer_k3s(ctx, target->k3s, heal)
			       : 0;
	for (size_t i = 0; i < cni_installers_count && r == 1; i++) {
		const struct cni_installer *installer = &cni_installers[i];

		if (!cni_installer_writes(installer, slash + 1))
			continue;
		*ret_installer = installer;
		r = has_run(ctx, installer, heal);
		if (r != 0)
			return r;
		r = 1;
	}
	return 0;
}

static bool is_broken(const struct cni_directory *directory)
{
	return directory->state == CNI_INVALID || directory->state == CNI_UNREADABLE;
}

/* Whether the network needs more files of the directory than this one. */
static bool needs_more(const struct cni_reading *reading, const struct cni_installer *installer)
{
	if (installer && installer->joins)
		return true;
	return reading->runtime->loader == CNI_LOADER_CONTAINERD && reading->place->max_conf != 1;
}

/* Keep the words of the first that heals, and what is wrong with it. */
static int keep(struct cni_heal *heal, const struct cni_directory *directory, struct cni_heal *ret)
{
	heal->path = strdup(directory->path);
	heal->fault = strdup(directory->fault);
	if (!heal->path || !heal->fault)
		return -ENOMEM;
	cni_heal_free(ret);
	*ret = *heal;
	*heal = (struct cni_heal){0};
	return 0;
}

/*
 * One file of those that are broken. 1: the runtime has its network once it is healed; 0: it has not;
 * -EAGAIN: that depends on the next file.
 */
static int judge(const struct cni_reading *reading, const struct target *target,
		 const struct cni_directory *directory, struct cni_heal *ret)
{
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};
	const struct cni_installer *installer = NULL;
	bool crio = reading->runtime->loader == CNI_LOADER_CRIO;
	int r = heals_file(reading->ctx, target, reading, directory, &installer, &heal);

	if (r < 0)
		return r;
	if (r == 0 && heal.note && !ret->note && !ret->words) {
		ret->note = heal.note;
		heal.note = NULL;
	}
	if (r == 0) /* CRI-O skips it, and takes one that heals. */
		return crio && !directory->hangs ? -EAGAIN : 0;
	if (!ret->words && keep(&heal, directory, ret) < 0)
		return -ENOMEM;
	return needs_more(reading, installer) ? -EAGAIN : 1;
}

/* Look past the files that were judged, at the one that the runtime comes to then. */
static int look_past(struct cni_reading *reading, const struct cni_directory *directory,
		     struct cni_directory *next)
{
	int r = directory->file ? strv_append(&reading->gone, directory->file) : -ENOENT;

	cni_directory_free(next);
	return r < 0 ? r : cni_directory_read_place(reading, next);
}

static int copy_gone(char *const *gone, char ***ret)
{
	for (; gone && *gone; gone++)
		if (strv_append(ret, *gone) < 0)
			return -ENOMEM;
	return 0;
}

int cni_heals_config(const struct cni_reading *reading, const struct cni_directory *directory,
		     struct cni_heal *ret)
{
	const struct target target = find_target(reading->ctx, reading->runtime);
	_cleanup_(cni_directory_free) struct cni_directory next = {0};
	struct cni_reading past = *reading;
	const struct cni_directory *now = directory;
	int r = -EAGAIN;

	past.gone = NULL;
	past.rivals = false;
	if (reading->place->handler || !is_broken(directory))
		return 0;
	if (copy_gone(reading->gone, &past.gone) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < BROKEN_MAX && r == -EAGAIN; i++) {
		r = judge(&past, &target, now, ret);
		if (r != -EAGAIN)
			break;
		r = look_past(&past, now, &next);
		now = &next;
		if (r == 0)
			r = is_broken(now) ? -EAGAIN : ret->words && now->state != CNI_UNKNOWN;
	}
	strv_free(past.gone);
	if (r == -EAGAIN || r == -ENOENT)
		r = 0;
	if (r == 0 && ret->words) {
		free(ret->words);
		ret->words = NULL;
	}
	return r;
}

/* What has the plugin's name in the directory can be written over; *ret_absent: nothing has it. */
static int is_replaceable(const struct context *ctx, const char *directory, const char *type,
			  bool links, bool *ret_absent)
{
	_cleanup_free_ char *path = format_text("%s/%s", directory, type);
	struct stat status;
	int r;

	if (!path)
		return -ENOMEM;
	r = sysroot_lstat(ctx->root, path, &status);
	*ret_absent = r == -ENOENT;
	if (r < 0)
		return r == -ENOENT;
	return S_ISREG(status.st_mode) ||
	       (links && S_ISLNK(status.st_mode) && sysroot_stat(ctx->root, path, &status) == -ENOENT);
}

/* Whether libcni finds it there, or would once it is there. */
static bool is_looked_in(const struct context *ctx, const struct cni_runtime *runtime,
			 const struct cni_binary *binary, const char *directory)
{
	const char *slash = binary->path ? strrchr(binary->path, '/') : NULL;
	_cleanup_free_ char *found =
		slash ? strndup(binary->path, (size_t)(slash - binary->path)) : NULL;

	if (slash)
		return found && is_same_directory(ctx, found, directory);
	for (char **dir = runtime->bin_dirs; dir && *dir; dir++)
		if (is_same_directory(ctx, *dir, directory))
			return true;
	return false;
}

static bool is_needed(const struct cni_needs *needs, const char *type)
{
	for (size_t i = 0; i < needs->plugin_count; i++)
		if (text_equal(needs->plugins[i].type, type))
			return true;
	return false;
}

static int heals_in(const struct context *ctx, const struct target *target, const char *directory,
		    const struct cni_needs *needs, const char *type, struct cni_heal *heal)
{
	bool absent = false;
	int r = is_replaceable(ctx, directory, type, target->k3s, &absent);

	if (r > 0)
		r = is_usable(ctx, directory, true);
	if (r <= 0)
		return r;
	if (target->k3s)
		return cni_installer_installs(&k3s_itself, type, absent) &&
				       is_needed(needs, k3s_itself.own)
			       ? answer_k3s(ctx, target->k3s, heal)
			       : 0;
	r = 0;
	for (size_t i = 0; i < cni_installers_count && r == 0; i++) {
		const struct cni_installer *installer = &cni_installers[i];

		if (installer->own && cni_installer_installs(installer, type, absent) &&
		    is_needed(needs, installer->own))
			r = has_run(ctx, installer, heal);
	}
	return r;
}

int cni_heals_plugin(const struct context *ctx, const struct cni_runtime *runtime,
		     const struct cni_needs *needs, const struct cni_binary *binary,
		     struct cni_heal *ret)
{
	const struct target target = find_target(ctx, runtime);
	int r = 0;

	if (binary->noexec || (binary->state != CNI_BINARY_MISSING &&
			       !(binary->state == CNI_BINARY_UNUSABLE &&
				 (binary->damaged || binary->only_mode))))
		return 0;
	for (const char *const *dir = target.bin_dirs; *dir && r == 0; dir++)
		if (is_looked_in(ctx, runtime, binary, *dir))
			r = heals_in(ctx, &target, *dir, needs, binary->type, ret);
	return r;
}
