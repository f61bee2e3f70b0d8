/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pods that the last kubelet left on this node. */
#include "config.h"

#include <errno.h>

#include "cni/pods.h"
#include "core/remedy.h"

#define LOG_DIRECTORY "/var/log/pods"

/* What names of Kubernetes are made of: labels of DNS, and for a UID digits and dashes. */
#define LABEL "abcdefghijklmnopqrstuvwxyz0123456789-"
#define NAME  LABEL "."
#define UID   "abcdefABCDEF0123456789-"

/* The directories of one pod; the strings are of the caller of parse_name(). */
struct pod_directories {
	const struct sysroot *root;
	const char *log;              /* the name in /var/log/pods */
	char *namespace, *name, *uid; /* its parts */
	const char *own;              /* kubelet's, <root-dir>/pods/<UID> */
};

void cni_pod_free(struct cni_pod *pod)
{
	free(pod->namespace);
	free(pod->name);
	*pod = (struct cni_pod){0};
}

/* None begins with a dash, which a command would take for an option. */
static bool is_made_of(const char *text, const char *bytes)
{
	return *text && *text != '-' && text[strspn(text, bytes)] == '\0';
}

/* "kube-system_calico-node-x7x2p_0b1c...": no part has a '_'. False for what kubelet never makes. */
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

/* kubelet makes directories, and no links to them. */
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
	_cleanup_free_ char *containers = format_text("%s/containers", pod->own);
	_cleanup_free_ char *made = format_text("%s/%s", containers, container);
	struct stat status;

	/* The logs first: most pods have no such container. */
	return is_directory(pod->root, log, ret_log) && is_directory(pod->root, logs, &status) &&
	       is_directory(pod->root, made, &status) && is_directory(pod->root, pod->own, &status) &&
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

/* Whether the pod has a directory, be it of its logs or kubelet's, of one of the containers. */
static bool has_any(const struct pod_directories *pod, const char *const *containers)
{
	struct stat unused;

	for (; containers && *containers; containers++) {
		_cleanup_free_ char *made = format_text("%s/containers/%s", pod->own, *containers);
		_cleanup_free_ char *log =
			format_text(LOG_DIRECTORY "/%s/%s", pod->log, *containers);

		if (sysroot_lstat(pod->root, made, &unused) == 0 ||
		    sysroot_lstat(pod->root, log, &unused) == 0)
			return true;
	}
	return false;
}

/* Whether no other container ran in the pod than the installer and the one that may be beside it. */
static bool is_alone(const struct pod_directories *pod, const struct cni_installer *installer)
{
	_cleanup_free_ char *containers = format_text("%s/containers", pod->own);
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
	       has_all(pod, installer->pod_has) && !has_any(pod, installer->pod_lacks) &&
	       (!installer->pod_prefix ||
		(text_starts(pod->name, installer->pod_prefix) && is_alone(pod, installer)));
}

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

/* Keep the pod in *ret when the installer has run in it, and was started there after that of *ret. */
static void look_at_pod(const struct sysroot *root, const char *kubelet_root, const char *name,
			const struct cni_installer *installer, struct timespec *latest,
			struct cni_pod *ret)
{
	struct pod_directories pod = {.root = root, .log = name};
	_cleanup_free_ char *copy = xstrdup(name), *own = NULL;
	struct stat log;

	if (!parse_name(copy, &pod))
		return;
	pod.own = own = format_text("%s/pods/%s", kubelet_root, pod.uid);
	if (!is_installers(&pod, installer, &log) ||
	    (ret->name && !is_later(&log.st_mtim, latest)))
		return;
	*latest = log.st_mtim;
	cni_pod_free(ret);
	*ret = (struct cni_pod){xstrdup(pod.namespace), xstrdup(pod.name)};
}

/* Of both directories: that they can be read, and are not larger than is looked at. */
static void note_unread(const struct context *ctx, const char *path, int error, char **ret_note)
{
	_cleanup_free_ char *shown = display_path(ctx, path);

	*ret_note = error == -E2BIG
			    ? format_text("%s has more than %d entries", shown, SYSROOT_ENTRIES_MAX)
			    : format_text("%s: %s", shown, sysroot_strerror(error));
}

/* Whether kubelet's own directory of pods can be looked at. */
static bool check_pods(const struct context *ctx, const char *kubelet_root, char **ret_note)
{
	_cleanup_free_ char *pods = format_text("%s/pods", kubelet_root);
	_cleanup_close_ int fd = sysroot_open_directory(ctx->root, pods);
	struct stat status;

	if (fd < 0 && (fd != -ENOENT || sysroot_lstat(ctx->root, pods, &status) == 0))
		note_unread(ctx, pods, fd, ret_note);
	return fd >= 0;
}

bool cni_pod_find(const struct context *ctx, const char *kubelet_root,
		  const struct cni_installer *installer, struct cni_pod *ret, char **ret_note)
{
	_cleanup_strv_ char **names = NULL;
	struct timespec latest = {0};
	int r;

	*ret = (struct cni_pod){0};
	if (!check_pods(ctx, kubelet_root, ret_note))
		return false;
	r = sysroot_list(ctx->root, LOG_DIRECTORY, SYSROOT_ENTRIES_MAX, &names);
	if (r < 0 && r != -ENOENT)
		note_unread(ctx, LOG_DIRECTORY, r, ret_note);
	for (char **name = names; name && *name; name++)
		look_at_pod(ctx->root, kubelet_root, *name, installer, &latest, ret);
	return ret->name;
}
