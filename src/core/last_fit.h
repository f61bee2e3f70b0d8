/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The record of the last fit gate: what decided on this node then, for whoever asks what has
 * changed since. It is no part of any verdict.
 */
#pragma once

#include "system/sysroot.h"

/* Mode 0700, made by tmpfiles.d and, where it is missing, by the first record. */
#define LAST_FIT_DIRECTORY "/var/lib/kubelet-preflight"
#define LAST_FIT_NAME      "last-fit.json"

enum fit_fact {
	FIT_KERNEL,          /* uname -r */
	FIT_KERNEL_BUILD,    /* uname -v, in which distributions name the release of the package */
	FIT_KERNEL_PACKAGE,
	FIT_RUNTIME,
	FIT_RUNTIME_VERSION, /* as the runtime answered */
	FIT_NETWORK,         /* the path of the CNI configuration that wins */
	FIT_NETWORK_HASH,    /* of its bytes, by fingerprint_mix(): it shows a change, no more */
	_FIT_FACT_COUNT
};

/*
 * What a fact is where it is known that there is none: no network file yet, a file that is no file.
 */
#define FIT_NONE "none"

struct fit_record {
	char *at; /* as report_time() writes it; NULL when the clock of the node is not there yet */
	char *facts[_FIT_FACT_COUNT]; /* fit to be printed; NULL: not known */
};

void fit_record_free(struct fit_record *record);

/*
 * The record of a text, as it was written at that time or before: a later date is dropped, for the
 * clock was set back. 0 and *ret, the caller's; -EBADMSG when it is none of this version; -errno of
 * json_parse_as().
 */
int fit_record_parse(const char *text, size_t size, const char *now, struct fit_record *ret);

/* Read it from its file. As above, and -errno of sysroot_read(). */
int fit_record_read(const struct sysroot *root, const char *now, struct fit_record *ret);

/* Write it. 0 or -errno. */
int fit_record_write(const struct sysroot *root, const struct fit_record *record);

/*
 * "kernel A -> B": each fact that is known of both and differs. NULL when there is none; the
 * caller's.
 */
char **fit_record_changes(const struct fit_record *then, const struct fit_record *now);

/* "Last fit on 2026-… with kernel A; since then: kernel A -> B". The caller owns it. */
char *fit_record_sentence(const struct fit_record *then, char *const *changes);

struct json_object;

/* Add the facts, those that are not known as null, and the time, to an object of JSON. */
void fit_record_add(struct json_object *object, const struct fit_record *record);
