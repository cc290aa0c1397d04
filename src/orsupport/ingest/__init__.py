"""What States publish, exactly as downloaded -> the two tables that schools are judged from."""
