/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The overlay for people: a table by libsmartcols, and what follows from it. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <libsmartcols.h>

#include "core/table.h"
#include "overlay/output.h"
#include "text/quote.h"
#include "text/wrap.h"

#define RED    "\033[1;31m"

static const char *const columns[] = {"LINK",  "KIND",   "VNI", "PORT",  "LOCAL", "MTU",
				      "STATE", "ROUTES", "FDB", "NEIGH", "ROLE"};

enum {
	COLUMN_LINK,
	COLUMN_KIND,
	COLUMN_VNI,
	COLUMN_PORT,
	COLUMN_LOCAL,
	COLUMN_MTU,
	COLUMN_STATE,
	COLUMN_ROUTES,
	COLUMN_FDB,
	COLUMN_NEIGH,
	COLUMN_ROLE,
	_COLUMNS,
};

/* Takes the text over. */
static void put_words(struct libscols_line *line, size_t column, char *words)
{
	table_set(line, column, words);
	free(words);
}

#define put_text(line, column, ...) put_words(line, column, format_text(__VA_ARGS__))

static void put_name(struct libscols_line *line, size_t column, const char *name)
{
	put_words(line, column, quote_message(name));
}

static void put_link(struct libscols_line *line, const struct rtnl_link *link)
{
	bool vxlan = text_equal(link->kind, "vxlan");
	char local[INET6_ADDRSTRLEN];

	overlay_ip(&link->vxlan.local, local, sizeof(local));
	put_name(line, COLUMN_LINK, link->name);
	put_name(line, COLUMN_KIND, *link->kind ? link->kind : "-");
	table_set(line, COLUMN_VNI, "-");
	if (vxlan && !link->vxlan.external)
		put_text(line, COLUMN_VNI, "%" PRIu32, link->vxlan.vni);
	table_set(line, COLUMN_PORT, "-");
	if (vxlan)
		put_text(line, COLUMN_PORT, "%u", link->vxlan.port);
	table_set(line, COLUMN_LOCAL, *local ? local : "-");
	table_set(line, COLUMN_STATE, link->up ? "up" : "DOWN");
}

static void add_tunnel(struct libscols_table *table, const struct overlay *overlay,
		       struct terminal terminal)
{
	struct libscols_line *line = table_new_line(table);
	_cleanup_free_ char *lower = quote_message(overlay->lower.name);

	put_link(line, &overlay->link);
	if (overlay->has_lower)
		put_text(line, COLUMN_MTU, "%u (%s %u)", overlay->link.mtu, lower,
			 overlay->lower.mtu);
	else
		put_text(line, COLUMN_MTU, "%u", overlay->link.mtu);
	put_text(line, COLUMN_ROUTES, "%zu", overlay->routes);
	put_text(line, COLUMN_FDB, "%zu", overlay->forwarding);
	put_text(line, COLUMN_NEIGH, "%zu", overlay->neighbours);
	table_set(line, COLUMN_ROLE, "the tunnel");
	if (terminal.colour && !overlay->link.up)
		table_set_colour(line, COLUMN_STATE, RED);
}

static void add_rival(struct libscols_table *table, const struct rtnl_link *link)
{
	struct libscols_line *line = table_new_line(table);

	put_link(line, link);
	put_text(line, COLUMN_MTU, "%u", link->mtu);
	for (size_t column = COLUMN_ROUTES; column <= COLUMN_NEIGH; column++)
		table_set(line, column, "-");
	table_set(line, COLUMN_ROLE, "on the same port");
}

static void fill_table(struct libscols_table *table, const struct overlay *overlay,
		       struct terminal terminal)
{
	for (size_t i = 0; i < _COLUMNS; i++)
		table_new_column(table, columns[i], false, NULL);
	if (overlay->found)
		add_tunnel(table, overlay, terminal);
	for (size_t i = 0; i < overlay->rival_count; i++)
		add_rival(table, &overlay->rivals[i]);
}

static int print_links(const struct overlay *overlay, struct terminal terminal, FILE *stream)
{
	struct libscols_table *table = table_new_uncut(terminal, stream);
	int r;

	fill_table(table, overlay, terminal);
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
	switch (report_fitness(report)) {
	case FITNESS_UNFIT:
		fputs("The overlay of this node is BROKEN\n", stream);
		break;
	case FITNESS_UNKNOWN:
		fputs("Whether the overlay of this node is up is unknown\n", stream);
		break;
	case FITNESS_FIT:
		print_wrapped(overlay_line(report, ""), terminal, stream);
	}
}

int overlay_table(const struct overlay *overlay, const struct report *report,
		  struct terminal terminal, FILE *stream)
{
	int r = 0;

	print_verdict(report, terminal, stream);
	if (overlay->found || overlay->rival_count > 0) {
		fputc('\n', stream);
		r = print_links(overlay, terminal, stream);
	}
	if (r < 0)
		return r;
	if (overlay->rivals_in_all > overlay->rival_count)
		fprintf(stream, "and %zu more vxlan links on the same port\n",
			overlay->rivals_in_all - overlay->rival_count);
	if (overlay->error == 0) {
		fputs(overlay->torn ? "\nPod links, about:" : "\nPod links:", stream);
		for (int i = 0; i < _POD_KINDS; i++)
			fprintf(stream, "%s %zu %s", i ? "," : "", overlay->pods[i],
				overlay_pod_prefix((enum overlay_pod_kind)i));
		fputc('\n', stream);
	}
	for (size_t i = 0; i < report->count; i++)
		print_finding(&report->findings[i], terminal, stream);
	return fflush(stream) != 0 || ferror(stream) ? -EIO : 0;
}
