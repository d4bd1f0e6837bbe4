"""Layout, components and static files; draws the menu from what each app offers."""
