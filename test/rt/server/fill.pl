#!/usr/bin/perl
# Fills a new Request Tracker with a desk's two years, through RT's own Perl interface and its mail gateway: every trap that a
# migration meets, at least three times, among ordinary work. The same each time. Ends by writing manifest.json (trap -> ids).
use strict; use warnings; use utf8;
use FindBin; use lib $FindBin::Bin;
use fill::Bed;
use fill::People; use fill::Fields; use fill::Things; use fill::Articles;
use fill::Ordinary; use fill::Lives; use fill::Links; use fill::Mail; use fill::Files; use fill::Long;

fill::Bed::open_bed();
fill::Fields::make();
fill::People::make();
fill::Things::make();
fill::Articles::make();
$_->plan() for qw(fill::Ordinary fill::Lives fill::Links fill::Mail fill::Files fill::Long);
fill::Bed::play();
fill::Articles::link_up();
fill::Bed::close_bed();
