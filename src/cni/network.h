/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One CNI configuration file, read as containerd reads it (go-cni 1.1.13 over libcni 1.3.0). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct json_object;

/* libcni has no limit; no network has as many plugins. */
#define CNI_PLUGINS_MAX 64

enum cni_form {
	CNI_LIST,   /* NAME.conflist: a network and its list of plugins */
	CNI_SINGLE, /* NAME.conf, NAME.json: a network of one plugin */
};

/* The libcni from which on a file loads, or does not: releases differ. */
enum cni_since {
	CNI_SINCE_EVER,
	CNI_SINCE_1_2, /* libcni 1.2.0 */
	CNI_SINCE_1_3, /* libcni 1.3.0 */
};

struct cni_plugin {
	char *type;                 /* the name of its binary: no '/' in it, never empty */
	struct json_object *record; /* all of it, a reference of its own; NULL never */
};

struct cni_config {
	char *name;                 /* of the network, as it stands in the file: cni_check_name() */
	char *version;              /* cniVersion, "" when not given */
	struct cni_plugin *plugins; /* in the order in which they are called */
	size_t count;               /* 0: a list that leaves all plugins to its directory */
	bool inlined_only;          /* <directory>/<name>/ *.conf is not read (below) */
	bool name_is_file;          /* it has no name, and CRI-O uses that of its file: name */
	bool name_cut;              /* the name has a NUL, where name ends */
	enum cni_since since;       /* the libcni from which on it loads */
};

/* Why a text is rejected; text is NULL when it is not. */
struct cni_fault {
	char *text;           /* for messages: nothing in it could steer a terminal */
	enum cni_since since; /* the libcni from which on it is; those before accept it */
	bool not_json;        /* it is no JSON at all: empty, truncated, or damaged otherwise */
};

/*
 * True for *.conf, *.conflist and *.json, the names that containerd and CRI-O look at. The
 * extension begins at the last dot, case matters, and a name that begins with a dot counts.
 */
bool cni_is_candidate(const char *file_name);

/* By the name, as go-cni does it: what the file holds does not matter. */
enum cni_form cni_form_of(const char *file_name);

/*
 * Parse the text of one file. *ret belongs to the caller (cni_config_free). Returns 0; -EBADMSG
 * when libcni 1.3 rejects the text, or accepts it and then finds no such plugin whatever is
 * installed (a '/' in a type), and *ret_fault, the caller's (cni_fault_free), says where and why;
 * -EFBIG, -E2BIG as json_parse().
 *
 * libcni from 1.3 on also reads <directory of a list>/<name of the network>/ *.conf, one plugin
 * each. Without plugins here and there the list is rejected; that is for the caller to see.
 */
int cni_parse(const char *text, size_t size, enum cni_form form, struct cni_config *ret,
	      struct cni_fault *ret_fault);

/* Parse one such file and append its plugin to the config. As cni_parse(). */
int cni_parse_plugin(const char *text, size_t size, struct cni_config *config,
		     struct cni_fault *ret_fault);
void cni_config_free(struct cni_config *config);
void cni_fault_free(struct cni_fault *fault);

/*
 * Whether pods can be added to a network of that name, which libcni asks for each pod and not when
 * it loads. 0; -EBADMSG and *ret_fault, the caller's.
 */
int cni_check_name(const struct cni_config *config, char **ret_fault);

/*
 * A version that is well written, and higher than all that are known here, so that it is not known
 * which plugin accepts it. "1.2" and "01.2.0" are none, for plugins compare it as a text.
 */
bool cni_version_is_newer(const char *text);

/*
 * Whether plugins can list a version as theirs: each compares it as a text, and "" is 0.1.0. 0,
 * also for a newer one, which is not judged; -EBADMSG and *ret_fault, the caller's.
 */
int cni_version_check(const char *version, char **ret_fault);

/*
 * The version of a list into config->version: cniVersion, or, with cniVersions, which libcni
 * before 1.2 does not look at, the highest of both that libcni knows. 0; -EBADMSG with *ret_fault,
 * the caller's.
 */
int cni_version_choose(struct json_object *list, struct cni_config *config,
		       struct cni_fault *ret_fault);
