"""Where judgement lives: plain functions, frames in, frames out. Nothing here knows Dagster."""
