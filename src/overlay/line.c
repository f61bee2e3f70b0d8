/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay in words: of a document, of an address, of a status line. */
#include "config.h"

#include <arpa/inet.h>

#include "overlay/output.h"

const char *overlay_word(const struct report *report)
{
	static const char *const words[] = {
		[FITNESS_FIT] = "up", [FITNESS_UNFIT] = "broken", [FITNESS_UNKNOWN] = "unknown"};

	return words[report_fitness(report)];
}

char *overlay_ip(const struct rtnl_ip *ip)
{
	int family = ip->size == sizeof(struct in_addr) ? AF_INET : AF_INET6;
	char text[INET6_ADDRSTRLEN];

	return ip->size > 0 && inet_ntop(family, ip->bytes, text, sizeof(text)) ? xstrdup(text)
										: NULL;
}

static const struct finding *find_pass(const struct report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->findings[i].verdict == VERDICT_PASS)
			return &report->findings[i];
	return NULL;
}

char *overlay_line(const struct report *report, const char *when)
{
	const struct finding *gravest = report_gravest(report);
	const struct finding *pass = find_pass(report);
	enum fitness fitness = report_fitness(report);
	_cleanup_free_ char *run = NULL;

	if (fitness == FITNESS_FIT && gravest->verdict == VERDICT_WARN && pass)
		return format_text("Up: %s%s; warning: %s: %s", pass->summary, when,
				   gravest->cause->name, gravest->summary);
	if (fitness == FITNESS_FIT)
		return format_text("Up: %s%s", gravest->summary, when);
	run = remedy_run(gravest->remedy_kind, gravest->remedy);
	return format_text("%s: %s: %s%s", fitness == FITNESS_UNFIT ? "Broken" : "Could not tell",
			   gravest->cause->name, gravest->summary, run);
}
