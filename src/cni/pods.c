/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The pods that the last kubelet left on this node: which installer of a CNI has run here, and will
 * run again once kubelet starts. kubelet makes <root-dir>/pods/<UID>/containers/<container> and
 * /var/log/pods/<namespace>_<pod>_<UID>/<container> for each container of each pod that it starts,
 * init containers too; both outlive a reboot and go with the pod. Each alone outlives its pod:
 * "kubeadm reset" leaves the logs, and an orphaned pod its directory.
 */
#include "config.h"

#include <errno.h>

#include "cni/heal.h"
#include "core/remedy.h"
#include "runtime/kubelet.h"

#define LOG_DIRECTORY "/var/log/pods"

/* What names of Kubernetes are made of: labels of DNS, and for a UID digits and dashes. */
#define LABEL "abcdefghijklmnopqrstuvwxyz0123456789-"
#define NAME  LABEL "."
#define UID   "abcdefABCDEF0123456789-"

/* The directories of one pod; the strings are those of who fills it. */
struct pod_directories {
	const struct sysroot *root;
	const char *log;              /* the name in /var/log/pods */
	char *namespace, *name, *uid; /* its parts */
	const char *directory;        /* kubelet's, <root-dir>/pods/<UID> */
};

/* No name of Kubernetes begins with a dash, which a command would take for an option. */
static bool is_made_of(const char *text, const char *bytes)
{
	return *text && *text != '-' && text[strspn(text, bytes)] == '\0';
}

/*
 * "kube-system_calico-node-x7x2p_0b1c...", which is cut into its parts: none has a '_'. False for
 * what kubelet never makes.
 */
static bool parse_name(char *copy, struct pod_directories *pod)
{
	char *first = strchr(copy, '_'), *last = strrchr(copy, '_');

	if (!first || first == last)
		return false;
	*first = *last = '\0';
	pod->namespace = copy;
	pod->name = first + 1;
	pod->uid = last + 1;
	return is_made_of(pod->namespace, LABEL) && is_made_of(pod->name, NAME) &&
	       is_made_of(pod->uid, UID);
}

/* A symbolic link is not kubelet's: it makes directories. */
static bool is_directory(const struct sysroot *root, const char *path, struct stat *ret)
{
	return sysroot_lstat(root, path, ret) == 0 && S_ISDIR(ret->st_mode);
}

/* Whether the pod had the container. ret_log: what stat() says of its logs. */
static bool has_container(const struct pod_directories *pod, const char *container,
			  struct stat *ret_log)
{
	_cleanup_free_ char *logs = format_text(LOG_DIRECTORY "/%s", pod->log);
	_cleanup_free_ char *log = format_text("%s/%s", logs, container);
	_cleanup_free_ char *containers = format_text("%s/containers", pod->directory);
	_cleanup_free_ char *made = format_text("%s/%s", containers, container);
	struct stat status;

	/*
	 * The logs of the container first: most pods have no such container, and no other call is
	 * made.
	 */
	return is_directory(pod->root, log, ret_log) && is_directory(pod->root, logs, &status) &&
	       is_directory(pod->root, made, &status) &&
	       is_directory(pod->root, pod->directory, &status) &&
	       is_directory(pod->root, containers, &status);
}

static bool has_all(const struct pod_directories *pod, const char *const *containers)
{
	struct stat unused;

	for (; containers && *containers; containers++)
		if (!has_container(pod, *containers, &unused))
			return false;
	return true;
}

/* Whether the pod has a directory of the container, be it of its logs or kubelet's. */
static bool has_trace(const struct pod_directories *pod, const char *container)
{
	_cleanup_free_ char *made = format_text("%s/containers/%s", pod->directory, container);
	_cleanup_free_ char *log = format_text(LOG_DIRECTORY "/%s/%s", pod->log, container);
	struct stat unused;

	return sysroot_lstat(pod->root, made, &unused) == 0 ||
	       sysroot_lstat(pod->root, log, &unused) == 0;
}

/* Whether the pod had no other container than the installer and pod_may_have. */
static bool is_alone(const struct pod_directories *pod, const struct cni_installer *installer)
{
	_cleanup_free_ char *containers = format_text("%s/containers", pod->directory);
	_cleanup_strv_ char **names = NULL;

	if (sysroot_list(pod->root, containers, SYSROOT_ENTRIES_MAX, &names) < 0)
		return false;
	for (char **name = names; *name; name++)
		if (!text_equal(*name, installer->container) &&
		    !text_equal(*name, installer->pod_may_have))
			return false;
	return true;
}

/* Whether the installer has run in the pod. */
static bool is_installers(const struct pod_directories *pod, const struct cni_installer *installer,
			  struct stat *ret_log)
{
	return has_container(pod, installer->container, ret_log) &&
	       has_all(pod, installer->pod_has) &&
	       !(installer->pod_lacks && has_trace(pod, installer->pod_lacks)) &&
	       (!installer->pod_prefix ||
		(text_starts(pod->name, installer->pod_prefix) && is_alone(pod, installer)));
}

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

/*
 * Whether the installer has run in the pod whose logs have that name. ret_log: what stat() says of
 * its own.
 */
static bool has_run_in(const struct sysroot *root, const char *kubelet_root, const char *name,
		       const struct cni_installer *installer, struct stat *ret_log)
{
	struct pod_directories pod = {.root = root, .log = name};
	_cleanup_free_ char *copy = xstrdup(name), *directory = NULL;

	if (!parse_name(copy, &pod))
		return false;
	pod.directory = directory = format_text("%s/pods/%s", kubelet_root, pod.uid);
	return is_installers(&pod, installer, ret_log);
}

/* Why one of both directories cannot be read: it is larger than what is looked at, say. */
static char *unread_words(const struct context *ctx, const char *path, int error)
{
	_cleanup_free_ char *shown = display_path(ctx, path);

	return error == -E2BIG
		       ? format_text("%s has more than %d entries", shown, SYSROOT_ENTRIES_MAX)
		       : format_text("%s: %s", shown, sysroot_strerror(error));
}

/*
 * The names of the pods' logs; NULL when they, or kubelet's own directory of pods, cannot be read.
 * *ret_why, the caller's, says what could not be read, and stays as it is where there is nothing.
 */
static char **list_pods(const struct context *ctx, const char *kubelet_root, char **ret_why)
{
	_cleanup_free_ char *pods = format_text("%s/pods", kubelet_root);
	int fd = sysroot_open_directory(ctx->root, pods);
	char **names = NULL;
	struct stat status;
	int r;

	if (fd < 0) {
		if (fd != -ENOENT || sysroot_lstat(ctx->root, pods, &status) == 0)
			*ret_why = unread_words(ctx, pods, fd);
		return NULL;
	}
	close(fd);
	r = sysroot_list(ctx->root, LOG_DIRECTORY, SYSROOT_ENTRIES_MAX, &names);
	if (r < 0 && r != -ENOENT)
		*ret_why = unread_words(ctx, LOG_DIRECTORY, r);
	return names;
}

static void answer_pod(const struct pod_directories *pod, const struct cni_installer *installer,
		       struct cni_heal *heal)
{
	heal->installer = installer;
	heal->words =
		format_text("kubelet is not held back for it: container %s of pod %s/%s, which "
			    "kubelet has started on this node before, normally writes it again; if "
			    "it does not, see the log of that container, and whether this node was "
			    "reset or has joined a cluster with another CNI",
			    installer->container, pod->namespace, pod->name);
	heal->remedy = remedy_format(REMEDY_ELSEWHERE, "kubectl -n %s logs %s -c %s",
				     pod->namespace, pod->name, installer->container);
}

/* What keeps us from kubelet's directory; a fault of a file that decides is a finding as well. */
static char *fault_words(const struct context *ctx, const struct runtime_fault *fault)
{
	_cleanup_free_ char *file = fault->file ? display_path(ctx, fault->file) : NULL;

	return file && fault->words ? format_text("%s: %s", file, fault->words)
				    : xstrdup("kubelet's settings cannot be read");
}

bool cni_heal_by_pod(const struct context *ctx, const struct cni_installer *installer,
		     struct cni_heal *heal)
{
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_free_ char *root = NULL, *why = NULL;
	_cleanup_strv_ char **names = NULL;
	struct pod_directories pod = {0};
	struct timespec latest = {0};
	char *last = NULL;

	if (kubelet_root_find(ctx, &root, &fault) < 0)
		why = fault_words(ctx, &fault);
	else
		names = list_pods(ctx, root, &why);
	for (char **name = names; name && *name; name++) {
		struct stat log;

		if (!has_run_in(ctx->root, root, *name, installer, &log) ||
		    (last && !is_later(&log.st_mtim, &latest)))
			continue;
		latest = log.st_mtim;
		last = *name;
	}
	if (last && parse_name(last, &pod))
		answer_pod(&pod, installer, heal);
	else if (why && !heal->note)
		heal->note = format_text("whether an installer that writes it again has run on "
					 "this node is not known: %s",
					 why);
	return last;
}

bool cni_heal_by_writer(const struct context *ctx, const char *file_name, struct cni_heal *heal)
{
	for (size_t i = 0; i < cni_installers_count; i++)
		if (cni_installer_writes(&cni_installers[i], file_name) &&
		    cni_heal_by_pod(ctx, &cni_installers[i], heal))
			return true;
	return false;
}

bool cni_has_pod(const struct context *ctx, const char *file_name)
{
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};

	return cni_heal_by_writer(ctx, file_name, &heal);
}
