/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which configuration heals once kubelet runs. */
#include "config.h"

#include <errno.h>

#include "cni/config/directory.h"
#include "cni/config/quarantine.h"

/* Files of a place that are looked at one after the other; no node has a tenth of them. */
#define FILES_MAX 64

/* A file of this name is there that an installer writes over, whatever is in it. */
static bool heals_file(const struct cni_reading *reading, const struct cni_target *target,
		       const struct cni_answer *answer, struct cni_heal *heal)
{
	const struct context *ctx = reading->ctx;
	const char *slash = answer->file ? strrchr(answer->file, '/') : NULL;

	if (!slash || !answer->damaged || !S_ISREG(answer->status.st_mode) ||
	    (size_t)(slash - answer->file) != strlen(reading->place->conf_dir) ||
	    !cni_is_same_directory(ctx, reading->place->conf_dir, target->conf_dir) ||
	    !cni_can_write(ctx, target->conf_dir, false))
		return false;
	if (target->k3s && cni_installer_writes(&cni_k3s, slash + 1)) {
		cni_heal_by_k3s(target->k3s, heal);
		return true;
	}
	return cni_heal_by_writer(ctx, slash + 1, heal);
}

/*
 * Whether the file heals, and then *ret_more, whether its network needs another file as well. *ret
 * is about the first file that heals.
 */
static bool judge_file(const struct cni_reading *reading, const struct cni_target *target,
		       const struct cni_answer *answer, bool *ret_more, struct cni_heal *ret)
{
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};

	if (!heals_file(reading, target, answer, &heal)) {
		if (heal.note && !ret->note)
			ret->note = TAKE(heal.note);
		return false;
	}
	*ret_more =
		heal.installer->wraps_next || (reading->runtime->loader == CNI_LOADER_CONTAINERD &&
					       reading->place->max_conf != 1);
	if (!ret->installer) {
		heal.path = xstrdup(answer->path);
		heal.fault = xstrdup(answer->fault);
		cni_heal_free(ret);
		*ret = TAKE(heal);
	}
	return true;
}

/* Keep what the runtime reads besides the files that heal. False when no pod could use that. */
static bool keep_rest(const struct cni_reading *reading, struct cni_answer *rest,
		      struct cni_heal *ret)
{
	/* A network that joins others (Multus) needs the file of one of them. */
	if (rest->state == CNI_UNKNOWN ||
	    (rest->state == CNI_ABSENT && ret->installer->wraps_next &&
	     reading->ctx->settings->absent == ABSENT_BLOCK))
		return false;
	cni_answer_free(&ret->rest);
	ret->rest = TAKE(*rest);
	return true;
}

/*
 * From the file that decides on, as the runtime reads them without those that heal. 1; 0 when one
 * does not heal, which *answer is about then.
 */
static int heals_in_order(const struct cni_reading *reading, struct cni_answer *answer,
			  struct cni_heal *ret)
{
	const struct cni_target target = cni_target_find(reading);
	_cleanup_(cni_answer_free) struct cni_answer next = {0};
	const struct cni_answer *now = answer;
	struct cni_place place = *reading->place;
	struct cni_reading remaining = *reading;
	bool more;
	int r = 0;

	remaining.ignored_files = NULL;
	remaining.place = &place;
	remaining.compares = false;
	for (char **file = reading->ignored_files; file && *file; file++)
		strv_append(&remaining.ignored_files, *file);
	for (size_t i = 0;
	     r == 0 && i < FILES_MAX && judge_file(&remaining, &target, now, &more, ret); i++) {
		if (!more) {
			r = 1;
			break;
		}
		strv_append(&remaining.ignored_files, now->file);
		if (place.max_conf > 1)
			place.max_conf--;
		cni_answer_free(&next);
		now = &next;
		r = cni_directory_read_place(&remaining, &next);
		if (r == 0 && !cni_answer_is_broken(&next)) {
			r = keep_rest(reading, &next, ret);
			break;
		}
	}
	strv_free(remaining.ignored_files);
	if (r == 0 && cni_answer_is_broken(&next)) {
		cni_answer_free(answer);
		*answer = TAKE(next);
	}
	return r;
}

/* CRI-O skips what is broken, and takes one that heals, whatever comes before it. */
static int heals_under_crio(const struct cni_reading *reading, const char *name,
			    struct cni_heal *ret)
{
	_cleanup_(cni_answer_free) struct cni_answer file = {0};
	int r = cni_candidate_judge(reading, name, &file, NULL);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (!cni_answer_is_broken(&file) || strv_contains(reading->ignored_files, file.file))
		return 0;
	return heals_in_order(reading, &file, ret);
}

int cni_heals_config(const struct cni_reading *reading, struct cni_answer *answer,
		     struct cni_heal *ret)
{
	bool crio = reading->runtime->loader == CNI_LOADER_CRIO;
	int r = 0;

	if (reading->place->handler || !cni_answer_is_broken(answer) || answer->hangs)
		return 0;
	if (!crio)
		r = heals_in_order(reading, answer, ret);
	for (size_t i = 0; crio && r == 0 && i < cni_installers_count; i++)
		for (const char *const *name = cni_installers[i].files; name && *name && r == 0;
		     name++)
			r = heals_under_crio(reading, *name, ret);
	if (r == 0)
		ret->installer = NULL;
	return r;
}
