/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One CNI configuration file, read as containerd reads it (go-cni 1.1.13 over libcni 1.3.0). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct json_object;

/* libcni knows no limit; a network with more plugins than this is none. */
#define CNI_PLUGINS_MAX 64

enum cni_form {
	CNI_LIST,   /* NAME.conflist: a network and its list of plugins */
	CNI_SINGLE, /* NAME.conf, NAME.json: a network of one plugin */
};

struct cni_plugin {
	char *type;      /* the name of its binary: no '/' in it, never empty */
	char *ipam_type; /* "" when it names none */
	struct json_object *record; /* all of it, a reference of its own; NULL never */
};

struct cni_config {
	char *name;                 /* of the network: letters, digits, '_', '.', '-' */
	char *version;              /* cniVersion, "" when not given */
	struct cni_plugin *plugins; /* in the order in which they are called */
	size_t count;               /* 0: a list that leaves all plugins to its directory */
	bool inlined_only;          /* a list that does without its directory (below) */
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
 * when libcni rejects the text, or accepts it and then refuses each pod for what the text says
 * (the name of the network, a '/' in a type), and *ret_fault, the caller's, says where and why,
 * with nothing in it that could steer a terminal; -ENOMEM.
 *
 * libcni from 1.3 on also reads <directory of a list>/<name of the network>/ *.conf, one plugin
 * each. Without plugins here and there the list is rejected; that is for the caller to see.
 */
int cni_parse(const char *text, size_t size, enum cni_form form, struct cni_config *ret,
	      char **ret_fault);
void cni_config_free(struct cni_config *config);
