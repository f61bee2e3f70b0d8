/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay for people: a table by libsmartcols, and what follows from it. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <libsmartcols.h>

#include "core/table.h"
#include "overlay/output.h"
#include "text/quote.h"
#include "text/wrap.h"

#define RED "\033[1;31m"

static const char *const columns[] = {"LINK",  "KIND",   "VNI", "PORT",  "LOCAL", "MTU",
				      "STATE", "ROUTES", "FDB", "NEIGH", "ROLE"};

#define COLUMN_STATE 6

/* The caller's; "-" for what is not known, or not of this link. */
static char *number_or_dash(bool known, uint64_t number)
{
	return known ? format_text("%" PRIu64, number) : xstrdup("-");
}

/* "1450 (eth0 1500)": with the interface below where that is known. The caller's. */
static char *mtu_words(const struct rtnl_link *link, const struct rtnl_link *lower)
{
	_cleanup_free_ char *name = lower ? quote_message(lower->name) : NULL;

	return lower ? format_text("%u (%s %u)", link->mtu, name, lower->mtu)
		     : format_text("%u", link->mtu);
}

/* A line of the tunnel, or of another link on its port, of which nothing is counted. */
static void add_link(struct libscols_table *table, const struct overlay *overlay,
		     const struct rtnl_link *link, struct terminal terminal)
{
	struct libscols_line *line = table_new_line(table);
	bool vxlan = text_equal(link->kind, "vxlan"), tunnel = link == &overlay->link;
	char *local = overlay_ip(&link->vxlan.local);
	char *const cells[ARRAY_SIZE(columns)] = {
		quote_message(link->name),
		quote_message(*link->kind ? link->kind : "-"),
		number_or_dash(vxlan && !link->vxlan.external, link->vxlan.vni),
		number_or_dash(vxlan, link->vxlan.port),
		local ? local : xstrdup("-"),
		mtu_words(link, tunnel && overlay->has_lower ? &overlay->lower : NULL),
		xstrdup(link->up ? "up" : "DOWN"),
		number_or_dash(tunnel, overlay->routes),
		number_or_dash(tunnel, overlay->forwarding),
		number_or_dash(tunnel, overlay->neighbours),
		xstrdup(tunnel ? "the tunnel" : "on the same port"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(cells); i++) {
		table_set(line, i, cells[i]);
		free(cells[i]);
	}
	if (terminal.colour && tunnel && !link->up)
		table_set_colour(line, COLUMN_STATE, RED);
}

/* 0, or -EIO. */
static int print_links(const struct overlay *overlay, struct terminal terminal, FILE *stream)
{
	struct libscols_table *table = table_new_uncut(terminal, stream);
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_new_column(table, columns[i], false, NULL);
	if (overlay->found)
		add_link(table, overlay, &overlay->link, terminal);
	for (size_t i = 0; i < overlay->same_port_count; i++)
		add_link(table, overlay, &overlay->same_port[i], terminal);
	r = scols_print_table(table);
	scols_unref_table(table);
	return r < 0 ? -EIO : 0;
}

/* Takes the text over. */
static void print_wrapped(char *text, struct terminal terminal, FILE *stream)
{
	_cleanup_free_ char *taken = text;
	_cleanup_free_ char *wrapped = text_wrap(taken, terminal.columns);

	fprintf(stream, "%s\n", wrapped);
}

/* The command stands on a line of its own, which is never broken. */
static void print_finding(const struct finding *finding, struct terminal terminal, FILE *stream)
{
	if (!finding->cause)
		return;
	print_wrapped(format_text("\n%s: %s", finding->cause->name, finding->summary), terminal,
		      stream);
	if (finding->remedy)
		fprintf(stream, "    %s\n", finding->remedy);
	if (finding->note)
		print_wrapped(format_text("(%s)", finding->note), terminal, stream);
}

static void print_verdict(const struct report *report, struct terminal terminal, FILE *stream)
{
	enum fitness fitness = report_fitness(report);

	if (fitness == FITNESS_FIT)
		print_wrapped(overlay_line(report, ""), terminal, stream);
	else
		fputs(fitness == FITNESS_UNFIT
			      ? "The overlay of this node is BROKEN\n"
			      : "Whether the overlay of this node is up is unknown\n",
		      stream);
}

int overlay_table(const struct overlay *overlay, const struct report *report,
		  struct terminal terminal, FILE *stream)
{
	int r = 0;

	print_verdict(report, terminal, stream);
	if (overlay->found || overlay->same_port_count > 0) {
		fputc('\n', stream);
		r = print_links(overlay, terminal, stream);
	}
	if (r < 0)
		return r;
	if (overlay->same_port_total > overlay->same_port_count)
		fprintf(stream, "and %zu more vxlan links on the same port\n",
			overlay->same_port_total - overlay->same_port_count);
	if (overlay->error == 0) {
		fputs(overlay->partial ? "\nPod links, about:" : "\nPod links:", stream);
		for (size_t i = 0; i < OVERLAY_POD_KINDS; i++)
			fprintf(stream, "%s %zu %s", i ? "," : "", overlay->pods[i],
				overlay_pod_prefixes[i]);
		fputc('\n', stream);
	}
	for (size_t i = 0; i < report->count; i++)
		print_finding(&report->findings[i], terminal, stream);
	return fflush(stream) != 0 || ferror(stream) ? -EIO : 0;
}
